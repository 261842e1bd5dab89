// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// Writes one message as a multi-line response: lines that begin with a dot get one more, and a dot
/// alone ends it (RFC 1939 §3). Piece by piece, so that a large message takes no memory.
final class MessageWriter {
    private static final int PIECE_OCTETS = 16 * 1024;
    private static final byte[] DOT = {'.'};
    private static final byte[] END = {'.', '\r', '\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    /// Where the octets go: the wire.
    interface Sink {
        void write(byte[] octets, int offset, int length);
    }

    private final Sink wire;
    private long written;
    private long lineOctets;
    private boolean inBody;
    private long bodyLinesLeft;

    /// With no number of lines the message is written whole.
    MessageWriter(Sink wire, OptionalLong bodyLines) {
        this.wire = wire;
        this.bodyLinesLeft = bodyLines.orElse(Long.MAX_VALUE);
    }

    /// Writes the message and the dot behind it, and answers how many octets the message took.
    long write(InputStream content) throws IOException {
        byte[] piece = new byte[PIECE_OCTETS];
        int length = content.read(piece);
        while (length >= 0 && write(piece, length)) {
            length = content.read(piece);
        }
        if (lineOctets > 0) {
            put(CRLF, 0, CRLF.length);
        }
        wire.write(END, 0, END.length);
        return written;
    }

    /// Writes a piece; false when all that is wanted has been written.
    private boolean write(byte[] piece, int length) {
        int position = 0;
        while (position < length) {
            if (lineOctets == 0 && !beginLine(piece[position])) {
                return false;
            }
            int end = endOfLine(piece, position, length);
            put(piece, position, end - position);
            lineOctets += end - position;
            if (piece[end - 1] == '\n') {
                endLine();
            }
            position = end;
        }
        return true;
    }

    private boolean beginLine(byte first) {
        if (inBody && bodyLinesLeft == 0) {
            return false;
        }
        if (first == '.') {
            put(DOT, 0, 1);
        }
        return true;
    }

    private void endLine() {
        if (inBody) {
            bodyLinesLeft--;
        }
        inBody |= lineOctets == CRLF.length;
        lineOctets = 0;
    }

    private static int endOfLine(byte[] piece, int from, int length) {
        for (int i = from; i < length; i++) {
            if (piece[i] == '\n') {
                return i + 1;
            }
        }
        return length;
    }

    private void put(byte[] octets, int offset, int length) {
        wire.write(octets, offset, length);
        written += length;
    }
}
