// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.io.IOException;
import java.io.InputStream;

/// Sends a message as lines that a dot alone ends: lines that begin with a dot get one more (RFC
/// 5321 §4.5.2, RFC 1939 §3). Piece by piece, so that a large message takes no memory. For one
/// message; on the session's thread.
public final class DottedText {
    /// For `maxLineOctets`: lines stay as they are.
    public static final int ANY_LENGTH = Integer.MAX_VALUE;

    private static final int PIECE_OCTETS = 16 * 1024;
    private static final byte[] DOT = {'.'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] FOLD = {'\r', '\n', ' '};
    private static final byte[] END = {'.', '\r', '\n'};

    /// Where the octets go: `Wire::write`.
    @FunctionalInterface
    public interface Sink {
        void write(byte[] octets, int offset, int length);
    }

    private final Sink sink;
    private final int maxLineOctets;
    private long written;
    private long lineOctets;

    /// Lines longer than `maxLineOctets`, their end not counted, are broken with CRLF and a blank,
    /// as Postfix does: other servers would refuse or cut them.
    public DottedText(Sink sink, int maxLineOctets) {
        this.sink = sink;
        this.maxLineOctets = maxLineOctets;
    }

    /// Sends the text and the dot that ends it, and answers how many octets the text took.
    public long send(InputStream text) throws IOException {
        sendText(text);
        end();
        return written;
    }

    /// Sends the text without the dot.
    public void sendText(InputStream text) throws IOException {
        byte[] piece = new byte[PIECE_OCTETS];
        for (int length = text.read(piece); length >= 0; length = text.read(piece)) {
            send(piece, length);
        }
        if (lineOctets > 0) {
            put(CRLF, 0, CRLF.length);
        }
    }

    /// Sends the dot: with it the other side has the message.
    public void end() {
        sink.write(END, 0, END.length);
    }

    private void send(byte[] piece, int length) {
        int position = 0;
        while (position < length) {
            int end = endOfLine(piece, position, length);
            if (lineOctets == 0 && piece[position] == '.') {
                put(DOT, 0, DOT.length);
            }
            sendPart(piece, position, end);
            lineOctets = piece[end - 1] == '\n' ? 0 : lineOctets;
            position = end;
        }
    }

    private void sendPart(byte[] piece, int from, int to) {
        int start = from;
        int rest = withoutEnd(piece, start, to);
        while (rest > 0 && lineOctets + rest > maxLineOctets) {
            int fitting = (int) Math.max(0, maxLineOctets - lineOctets);
            put(piece, start, fitting);
            put(FOLD, 0, FOLD.length);
            lineOctets = 1;
            start += fitting;
            rest -= fitting;
        }
        put(piece, start, to - start);
        lineOctets += to - start;
    }

    // A CR may be the last octet of a piece and its LF the first of the next
    private static int withoutEnd(byte[] piece, int from, int to) {
        int end = to;
        end -= end > from && piece[end - 1] == '\n' ? 1 : 0;
        end -= end > from && piece[end - 1] == '\r' ? 1 : 0;
        return end - from;
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
        sink.write(octets, offset, length);
        written += length;
    }
}
