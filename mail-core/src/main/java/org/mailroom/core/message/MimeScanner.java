// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.IOException;
import java.io.InputStream;

/// Finds the structure of a message (RFC 2045, RFC 2046) in one pass over its octets, in memory that
/// does not depend on its size. Depth, number of parts and size of headers are bounded: what goes
/// beyond is left as the body of the part it stands in.
public final class MimeScanner {
    private static final int BUFFER_OCTETS = 16 * 1024;
    /// As much of a line as can matter outside headers: two dashes, a boundary, two dashes.
    private static final int LINE_OCTETS = MimeTree.MAX_BOUNDARY_CHARS + 8;

    private final MimeTree tree = new MimeTree();
    private final byte[] line = new byte[LINE_OCTETS];
    private int kept;
    private long lineStart;
    private long position;

    private MimeScanner() {}

    public static MimePart scan(MessageContent content) throws IOException {
        try (InputStream in = content.open()) {
            return new MimeScanner().scan(in);
        }
    }

    private MimePart scan(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_OCTETS];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            int from = 0;
            while (from < read) {
                from = addToLine(buffer, from, read);
            }
        }
        if (position > lineStart) {
            endLine(MimeTree.LineEnd.NONE);
        }
        return tree.end(position);
    }

    private int addToLine(byte[] buffer, int from, int end) {
        int to = from;
        while (to < end && buffer[to] != '\n') {
            to++;
        }
        boolean ended = to < end;
        int stop = ended ? to + 1 : to;
        tree.header(buffer, from, stop - from);
        int keep = Math.min(to - from, line.length - kept);
        System.arraycopy(buffer, from, line, kept, keep);
        kept += keep;
        position += stop - from;
        if (ended) {
            endLine(MimeTree.LineEnd.PRESENT);
        }
        return stop;
    }

    private void endLine(MimeTree.LineEnd end) {
        int length = kept > 0 && line[kept - 1] == '\r' ? kept - 1 : kept;
        tree.line(new MimeTree.Line(line, length, lineStart, position), end);
        lineStart = position;
        kept = 0;
    }
}
