// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.InputStream;

/// Whether a message holds octets beyond ASCII, and whether its header does.
record ContentScan(Octets header, Octets body) {
    private static final int PIECE_OCTETS = 16 * 1024;

    enum Octets {
        ASCII,
        EIGHT_BIT
    }

    static ContentScan of(MessageContent content) throws IOException {
        var scanner = new Scanner();
        byte[] piece = new byte[PIECE_OCTETS];
        try (InputStream in = content.open()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                scanner.take(piece, n);
            }
        }
        return new ContentScan(scanner.header, scanner.body);
    }

    private static final class Scanner {
        private Octets header = Octets.ASCII;
        private Octets body = Octets.ASCII;
        private long lineOctets;
        private boolean inBody;

        void take(byte[] piece, int length) {
            for (int i = 0; i < length; i++) {
                if (inBody) {
                    body = piece[i] < 0 ? Octets.EIGHT_BIT : body;
                } else {
                    takeOfHeader(piece[i]);
                }
            }
        }

        private void takeOfHeader(byte octet) {
            header = octet < 0 ? Octets.EIGHT_BIT : header;
            lineOctets++;
            if (octet == '\n') {
                // The line that is CRLF alone
                inBody = lineOctets == 2;
                lineOctets = 0;
            }
        }
    }
}
