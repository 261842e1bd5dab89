// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.InputStream;

/// The way of a message into an mbox file: line ends become LF, lines that look like a `From ` line
/// are quoted, fields that look like ours are renamed. Run twice: once to learn the length and
/// checksum, which stand before the text, and once to write.
final class Encoding {
    private static final int BUFFER_OCTETS = 32 * 1024;
    private static final byte[] QUOTE = {'>'};
    private static final byte[] LINE_END = {'\n'};

    private final Sink sink;
    private int form;
    private long octetsRead;
    private boolean inHeader = true;
    private boolean lineIsOpen;
    private boolean endsInCr;

    /// Takes what will stand in the file.
    interface Sink {
        void text(byte[] octets, int offset, int length) throws IOException;

        /// The place for the fields of state: behind the last field of the header.
        void endOfHeader() throws IOException;
    }

    Encoding(Sink sink) {
        this.sink = sink;
    }

    void run(MessageContent content) throws IOException {
        int buffer = Math.clamp(content.octets(), LinePieces.HEAD_OCTETS, BUFFER_OCTETS);
        try (InputStream in = content.open()) {
            var lines = new LinePieces(in, buffer);
            while (lines.next()) {
                octetsRead += lines.octets();
                piece(lines);
            }
        }
        if (lineIsOpen) {
            form |= Form.NO_LINE_END | (endsInCr ? Form.STRAY_CR : 0);
            sink.text(LINE_END, 0, 1);
        }
        if (inHeader) {
            sink.endOfHeader();
        }
    }

    /// What must be undone to get the message back.
    int form() {
        return form;
    }

    /// The length of the message with CRLF line ends.
    long octetsRead() {
        return octetsRead;
    }

    private void piece(LinePieces line) throws IOException {
        if (line.beginsLine()) {
            beginLine(line);
        }
        byte[] octets = line.array();
        lineIsOpen = !line.endsLine();
        if (lineIsOpen) {
            endsInCr = octets[line.end() - 1] == '\r';
            sink.text(octets, line.start(), line.octets());
            return;
        }
        int end = withoutLineEnd(line);
        // Into the place of the CR, so that a line is one piece for the sink.
        octets[end] = '\n';
        sink.text(octets, line.start(), end + 1 - line.start());
    }

    private int withoutLineEnd(LinePieces line) {
        byte[] octets = line.array();
        int end = line.end() - 1;
        if (end > line.start() && octets[end - 1] == '\r') {
            end--;
        }
        if (end > line.start() && octets[end - 1] == '\r') {
            form |= Form.STRAY_CR;
        }
        return end;
    }

    private void beginLine(LinePieces line) throws IOException {
        if (inHeader) {
            if (endsHeader(line)) {
                inHeader = false;
                sink.endOfHeader();
            } else if (!line.isFolded() && StateField.needsPrefix(line)) {
                form |= Form.KEPT;
                sink.text(StateField.KEPT_PREFIX, 0, StateField.KEPT_PREFIX.length);
            }
        }
        if (line.quotes() >= 0) {
            form |= Form.QUOTED;
            sink.text(QUOTE, 0, 1);
        }
    }

    // As it will be seen in the file: with one CR less, or with the line end that is missing.
    private static boolean endsHeader(LinePieces line) {
        byte[] octets = line.array();
        int crs = 0;
        while (crs < line.octets() && crs < 3 && octets[line.start() + crs] == '\r') {
            crs++;
        }
        return line.endsLine()
                ? crs <= 2 && line.octets() == crs + 1
                : crs == 1 && line.octets() == 1;
    }
}
