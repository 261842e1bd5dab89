// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.util.Arrays;

/// The line that a scan has come to: where it stands, and as much of its beginning as can be a
/// boundary. One object for a whole scan.
final class ScannedLine {
    private static final int KEPT_OCTETS = MimeTree.MAX_BOUNDARY_CHARS + 8;

    private final byte[] octets = new byte[KEPT_OCTETS];
    private int kept;
    private long start;
    private long end;

    void add(byte[] buffer, int from, int length) {
        int keep = Math.min(length, KEPT_OCTETS - kept);
        System.arraycopy(buffer, from, octets, kept, keep);
        kept += keep;
        end += length;
    }

    void beginNext() {
        start = end;
        kept = 0;
    }

    long start() {
        return start;
    }

    /// Where the next line starts.
    long end() {
        return end;
    }

    boolean hasNothing() {
        return end == start;
    }

    /// Whether only a line end stands here.
    boolean isEmpty() {
        int lineEnd = kept > 0 && octets[0] == '\r' ? 1 : 0;
        return kept == lineEnd + 1 && octets[lineEnd] == '\n';
    }

    boolean hasAt(int at, byte[] text) {
        return at + text.length <= kept
                && Arrays.equals(octets, at, at + text.length, text, 0, text.length);
    }
}
