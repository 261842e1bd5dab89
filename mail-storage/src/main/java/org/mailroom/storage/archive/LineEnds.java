// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.core.message.MessageContent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A file with the line ends of this machine as a message: each line ends in CRLF.
record LineEnds(MessageContent file, long octets) implements MessageContent {

    static LineEnds of(MessageContent file) throws IOException {
        try (InputStream in = new WithCr(file.open())) {
            return new LineEnds(file, in.transferTo(java.io.OutputStream.nullOutputStream()));
        }
    }

    @Override
    public InputStream open() throws IOException {
        return new WithCr(file.open());
    }

    private static final class WithCr extends InputStream {
        private final InputStream in;
        private int last;
        private boolean owesLf;

        WithCr(InputStream in) {
            this.in = new BufferedInputStream(in);
        }

        @Override
        public int read() throws IOException {
            if (owesLf) {
                owesLf = false;
                last = '\n';
                return last;
            }
            int octet = in.read();
            if (octet == '\n' && last != '\r') {
                owesLf = true;
                return '\r';
            }
            last = octet;
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = 0;
            while (n < length) {
                int octet = read();
                if (octet < 0) {
                    break;
                }
                target[offset + n++] = (byte) octet;
            }
            return n == 0 && length > 0 ? -1 : n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
