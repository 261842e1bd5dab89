// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The message that a program writes to `sendmail`. Lines `From …` of an mbox file before its
/// header are left out; a line with nothing but a dot ends it, where that is wanted.
final class MessageSource {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOK_AHEAD = 8;

    private final BufferedInputStream in;
    private final boolean dotEnds;
    private boolean lineStart = true;
    private boolean ended;
    private boolean begun;

    MessageSource(InputStream in, boolean dotEnds) {
        this.in = new BufferedInputStream(in);
        this.dotEnds = dotEnds;
    }

    /// As `InputStream.read`.
    int read(byte[] target, int offset, int length) throws IOException {
        skipFromLines();
        if (!dotEnds) {
            return in.read(target, offset, length);
        }
        int n = 0;
        while (n < length && !ended) {
            if (lineStart && isLastLine()) {
                ended = true;
            } else {
                int octet = in.read();
                if (octet < 0) {
                    ended = true;
                } else {
                    target[offset + n++] = (byte) octet;
                    lineStart = octet == '\n';
                }
            }
        }
        return n > 0 ? n : -1;
    }

    private void skipFromLines() throws IOException {
        while (!begun) {
            in.mark(LOOK_AHEAD);
            int first = in.read();
            byte[] start = in.readNBytes(FROM.length);
            in.reset();
            String text = (char) first + new String(start, StandardCharsets.ISO_8859_1);
            if (text.startsWith("From ") || text.startsWith(">From ")) {
                skipLine();
            } else {
                begun = true;
            }
        }
    }

    private void skipLine() throws IOException {
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            octet = in.read();
        }
    }

    private boolean isLastLine() throws IOException {
        in.mark(LOOK_AHEAD);
        boolean dot = in.read() == '.';
        int next = dot ? in.read() : 0;
        boolean last = dot && (next < 0 || next == '\n' || (next == '\r' && in.read() == '\n'));
        in.reset();
        return last;
    }
}
