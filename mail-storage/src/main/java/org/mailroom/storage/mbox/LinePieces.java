// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.OctetSearch;

import java.io.IOException;
import java.io.InputStream;

/// Input cut into lines, and long lines into pieces. A piece that begins a line holds at least its
/// first `HEAD_OCTETS` octets, and the last piece of a line its last three octets: a CR is never
/// parted from its LF, nor from a CR before it.
final class LinePieces {
    static final int HEAD_OCTETS = 2048;

    private static final int MANY_QUOTES = 1000;

    private final InputStream in;
    private final byte[] buffer;
    private int start;
    private int end;
    private int limit;
    private long position;
    private boolean atEnd;
    private boolean beginsLine = true;
    private boolean endsLine = true;

    LinePieces(InputStream in, int bufferOctets) {
        this.in = in;
        this.buffer = new byte[bufferOctets];
    }

    /// Moves to the next piece; answers false at the end.
    boolean next() throws IOException {
        position += end - start;
        start = end;
        if (limit - start < HEAD_OCTETS && !atEnd) {
            fill();
        }
        if (start == limit) {
            return false;
        }
        beginsLine = endsLine;
        cut();
        return true;
    }

    private void cut() {
        int at = OctetSearch.indexOf(buffer, start, limit, '\n');
        endsLine = at < limit;
        end = endsLine ? at + 1 : limit;
        for (int i = 0; i < 2 && !endsLine && !atEnd && buffer[end - 1] == '\r'; i++) {
            end--;
        }
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, limit - start);
        limit -= start;
        start = 0;
        end = 0;
        while (limit < buffer.length && !atEnd) {
            int n = in.read(buffer, limit, buffer.length - limit);
            atEnd = n < 0;
            limit += Math.max(0, n);
            if (limit >= HEAD_OCTETS) {
                return;
            }
        }
    }

    /// The array that the piece lies in, from `start` to `end`; valid until the next one.
    byte[] array() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int octets() {
        return end - start;
    }

    /// Where the piece begins, in octets from the beginning of the input.
    long position() {
        return position;
    }

    boolean beginsLine() {
        return beginsLine;
    }

    boolean endsLine() {
        return endsLine;
    }

    /// Whether the piece is a whole line without text.
    boolean isEmptyLine() {
        return beginsLine
                && endsLine
                && (octets() == 1 || (octets() == 2 && buffer[start] == '\r'));
    }

    /// Whether the piece is the beginning of a line that continues a header field.
    boolean isFolded() {
        return beginsLine && (buffer[start] == ' ' || buffer[start] == '\t');
    }

    boolean startsWith(byte[] text) {
        if (octets() < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (buffer[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /// How many `>` stand before `From ` at the beginning of the line; -1 for a line that needs no
    /// quoting. A line with very many of them counts whatever follows, so that one more never makes
    /// a difference.
    int quotes() {
        int at = start;
        int last = Math.min(end, start + MANY_QUOTES);
        while (at < last && buffer[at] == '>') {
            at++;
        }
        boolean counts = at - start == MANY_QUOTES || FromLine.isCandidate(buffer, at, end);
        return counts ? at - start : -1;
    }
}
