// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.program.Job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A message as a program reads it: some lines before it, other line ends, lines that look like
/// something else escaped.
///
/// @param before lines without their ends
/// @param flags those that change the message: BLANK_LINE_AT_END, DOUBLED_DOTS, QUOTED_FROM
record ProgramInput(
        List<String> before, MessageContent message, Set<PipeFlag> flags, String endOfLine)
        implements Job.Input {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    ProgramInput {
        before = List.copyOf(before);
        flags = Set.copyOf(flags);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] end = endOfLine.getBytes(StandardCharsets.UTF_8);
        for (String line : before) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write(end);
        }
        try (var in = new BufferedInputStream(message.open())) {
            var lines = new Lines(in, out, end);
            while (lines.copy()) {}
        }
        if (flags.contains(PipeFlag.BLANK_LINE_AT_END)) {
            out.write(end);
        }
    }

    /// The lines of the message on their way.
    private final class Lines {
        private final InputStream in;
        private final OutputStream out;
        private final byte[] end;

        Lines(InputStream in, OutputStream out, byte[] end) {
            this.in = in;
            this.out = out;
            this.end = end;
        }

        /// One line; false where there was none. The last gets an end where it has none.
        boolean copy() throws IOException {
            in.mark(FROM.length);
            byte[] begin = in.readNBytes(FROM.length);
            if (begin.length == 0) {
                return false;
            }
            in.reset();
            if (flags.contains(PipeFlag.QUOTED_FROM) && Arrays.equals(begin, FROM)) {
                out.write('>');
            }
            if (flags.contains(PipeFlag.DOUBLED_DOTS) && begin[0] == '.') {
                out.write('.');
            }
            copyOctets();
            out.write(end);
            return true;
        }

        private void copyOctets() throws IOException {
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                if (octet != '\r' || !isBeforeEnd()) {
                    out.write(octet);
                }
            }
        }

        private boolean isBeforeEnd() throws IOException {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next == '\n';
        }
    }
}
