// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads the header of a message, and of its body little more than the end of a piece. Used once.
final class HeaderBlock {
    private static final int PIECE = 8192;

    private final InputStream in;
    private byte[] octets = new byte[0];
    private int line;

    private HeaderBlock(InputStream in) {
        this.in = in;
    }

    /// The lines before the empty one; of more than `most` octets, the whole lines that fit.
    static byte[] read(InputStream in, int most) throws IOException {
        return new HeaderBlock(in).read(most);
    }

    private byte[] read(int most) throws IOException {
        while (octets.length < most) {
            int seen = octets.length;
            // Twice as much each time
            byte[] piece = in.readNBytes(Math.min(Math.max(PIECE, seen), most - seen));
            if (piece.length == 0) {
                return octets;
            }
            octets = Arrays.copyOf(octets, seen + piece.length);
            System.arraycopy(piece, 0, octets, seen, piece.length);
            if (hasEnd(seen)) {
                break;
            }
        }
        return Arrays.copyOf(octets, line);
    }

    private boolean hasEnd(int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == '\n') {
                if (i - line <= 1) {
                    return true;
                }
                line = i + 1;
            }
        }
        return false;
    }
}
