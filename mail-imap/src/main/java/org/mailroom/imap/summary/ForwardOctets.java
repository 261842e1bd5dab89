// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import java.io.IOException;
import java.io.InputStream;

/// A stream of which later and later pieces are read.
final class ForwardOctets {
    private final InputStream in;
    private long position;

    ForwardOctets(InputStream in) {
        this.in = in;
    }

    InputStream between(long start, long end) throws IOException {
        in.skipNBytes(start - position);
        position = start;
        return new InputStream() {
            @Override
            public int read() throws IOException {
                int octet = position < end ? in.read() : -1;
                position += octet < 0 ? 0 : 1;
                return octet;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int wanted = (int) Math.min(length, end - position);
                int read = wanted <= 0 ? -1 : in.read(buffer, offset, wanted);
                position += Math.max(read, 0);
                return read;
            }
        };
    }
}
