// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.InputStream;

/// Whether a message holds octets beyond ASCII, whether its header does, and whether its lines can
/// be sent as they are.
record ContentScan(Octets header, Octets body, Lines lines) {
    private static final int PIECE_OCTETS = 16 * 1024;
    private static final int CRLF_OCTETS = 2;

    enum Octets {
        ASCII,
        EIGHT_BIT
    }

    enum Lines {
        FIT,
        /// One is too long, or the last one has no end.
        TO_MEND
    }

    boolean isEightBit() {
        return header == Octets.EIGHT_BIT || body == Octets.EIGHT_BIT;
    }

    // It is for other virtual threads, not for order
    @SuppressWarnings("ThreadPriorityCheck")
    static ContentScan of(MessageContent content, int maxLineOctets) throws IOException {
        var scanner = new Scanner();
        byte[] piece = new byte[PIECE_OCTETS];
        try (InputStream in = content.open()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                scanner.take(piece, n);
                // Others do not wait for the whole of a large message
                Thread.yield();
            }
        }
        boolean fit = scanner.longest <= maxLineOctets && scanner.lineOctets == 0;
        return new ContentScan(scanner.header, scanner.body, fit ? Lines.FIT : Lines.TO_MEND);
    }

    private static final class Scanner {
        private Octets header = Octets.ASCII;
        private Octets body = Octets.ASCII;
        private long longest;
        private long lineOctets;
        private boolean inBody;

        void take(byte[] piece, int length) {
            for (int i = 0; i < length; i++) {
                take(piece[i]);
            }
        }

        private void take(byte octet) {
            lineOctets++;
            if (octet < 0) {
                header = inBody ? header : Octets.EIGHT_BIT;
                body = inBody ? Octets.EIGHT_BIT : body;
            } else if (octet == '\n') {
                longest = Math.max(longest, lineOctets - CRLF_OCTETS);
                // The line that is CRLF alone
                inBody |= lineOctets == CRLF_OCTETS;
                lineOctets = 0;
            }
        }
    }
}
