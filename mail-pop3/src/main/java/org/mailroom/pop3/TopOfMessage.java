// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The header of a message, the empty line, and so many lines of the body (RFC 1939 §7, TOP).
final class TopOfMessage extends FilterInputStream {
    private static final int EMPTY_LINE_OCTETS = 2;

    private long bodyLinesLeft;
    private long lineOctets;
    private boolean inBody;
    private boolean ended;

    TopOfMessage(InputStream message, long bodyLines) {
        super(message);
        this.bodyLinesLeft = bodyLines;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = ended ? -1 : super.read(buffer, offset, length);
        for (int i = 0; i < read; i++) {
            take(buffer[offset + i]);
            if (inBody && bodyLinesLeft == 0) {
                ended = true;
                return i + 1;
            }
        }
        return read;
    }

    private void take(byte octet) {
        lineOctets++;
        if (octet != '\n') {
            return;
        }
        if (inBody) {
            bodyLinesLeft--;
        }
        inBody |= lineOctets == EMPTY_LINE_OCTETS;
        lineOctets = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }
}
