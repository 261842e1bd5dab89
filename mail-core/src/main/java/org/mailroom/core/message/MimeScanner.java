// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.IOException;
import java.io.InputStream;

/// Finds the structure of a message (RFC 2045, RFC 2046) in one pass over its octets, in memory
/// that does not depend on its size. Depth, number of parts and size of headers are bounded: what
/// goes beyond is left as the body of the part it stands in.
public final class MimeScanner {
    private static final int BUFFER_OCTETS = 16 * 1024;

    private final MimeTree tree = new MimeTree();
    private final ScannedLine line = new ScannedLine();

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
        if (!line.hasNothing()) {
            tree.line(line, MimeTree.LineEnd.NONE);
        }
        return tree.end(line.end());
    }

    private int addToLine(byte[] buffer, int from, int end) {
        int lineFeed = OctetSearch.indexOf(buffer, from, end, '\n');
        int stop = Math.min(lineFeed + 1, end);
        tree.header(buffer, from, stop - from);
        line.add(buffer, from, stop - from);
        if (lineFeed < end) {
            tree.line(line, MimeTree.LineEnd.PRESENT);
            line.beginNext();
        }
        return stop;
    }
}
