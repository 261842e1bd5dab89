// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.OctetSearch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// A stored message as it arrived: the way back of `Encoding`. Fields of state are left out, lines
/// end in CRLF, and a NUL is read as 0x80 (RFC 3501 §4.3: no string may hold one).
public final class StoredText extends InputStream {
    private static final int BUFFER_OCTETS = 32 * 1024;

    private final LinePieces lines;
    private final InputStream stored;
    private final int form;
    private boolean inHeader = true;
    private boolean hasBegunBody;
    private boolean isHidden;
    private boolean owesLineEnd;
    private boolean lineIsOpen;
    private byte[] ready;
    private int readyAt;
    private int readyEnd;

    /// @param stored the message in the file, without its `From ` line and what parts it from the
    ///   next
    /// @param octets how long that is; a short one takes small buffers
    public StoredText(InputStream stored, long octets, int form) {
        int buffer = Math.clamp(octets, 2 * LinePieces.HEAD_OCTETS, BUFFER_OCTETS);
        this.stored = stored;
        this.lines = new LinePieces(stored, buffer);
        this.ready = new byte[buffer];
        this.form = form;
    }

    @Override
    public int read() throws IOException {
        return isReady() ? ready[readyAt++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!isReady()) {
            return -1;
        }
        int n = Math.min(length, readyEnd - readyAt);
        System.arraycopy(ready, readyAt, target, offset, n);
        readyAt += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }

    private boolean isReady() throws IOException {
        if (readyAt < readyEnd) {
            return true;
        }
        readyAt = 0;
        readyEnd = 0;
        // Many short lines in one go
        boolean goesOn = true;
        while (goesOn && readyEnd < BUFFER_OCTETS / 2 && lines.next()) {
            boolean isBody = !inHeader;
            piece();
            // Who reads the header alone does not wait for more.
            goesOn = isBody == hasBegunBody;
            hasBegunBody = isBody;
        }
        if (readyEnd == 0) {
            end();
        }
        replaceNuls();
        return readyEnd > 0;
    }

    // A last line that other programs left open is given an end.
    private void end() {
        if (lineIsOpen || (owesLineEnd && (form & Form.NO_LINE_END) == 0)) {
            payLineEnd();
        }
        lineIsOpen = false;
        owesLineEnd = false;
    }

    private void piece() {
        int skip = lines.beginsLine() ? beginLine() : 0;
        if (isHidden) {
            return;
        }
        room(lines.octets() + 4);
        if (owesLineEnd) {
            payLineEnd();
        }
        int end = textEnd();
        int length = end - lines.start() - skip;
        System.arraycopy(lines.array(), lines.start() + skip, ready, readyEnd, length);
        readyEnd += length;
        owesLineEnd = lines.endsLine();
        lineIsOpen = !owesLineEnd;
    }

    /// Answers how many octets of the line are not part of the message.
    private int beginLine() {
        boolean folded = lines.isFolded();
        if (inHeader && !(folded && isHidden)) {
            isHidden = false;
            if (lines.isEmptyLine()) {
                inHeader = false;
            } else if (!folded) {
                Optional<StateField> field = StateField.of(lines);
                isHidden = field.isPresent() && hides(field.get());
            }
        } else if (!inHeader) {
            isHidden = false;
        }
        if (inHeader && (form & Form.KEPT) != 0 && lines.startsWith(StateField.KEPT_PREFIX)) {
            return StateField.KEPT_PREFIX.length;
        }
        return (form & Form.QUOTED) != 0 && lines.quotes() > 0 ? 1 : 0;
    }

    // Our own field is hidden only where it is true.
    private boolean hides(StateField field) {
        return field != StateField.X_MAILROOM || form != 0;
    }

    private int textEnd() {
        if (!lines.endsLine()) {
            return lines.end();
        }
        int end = lines.end() - 1;
        boolean crBelongsToLineEnd = (form & Form.STRAY_CR) == 0;
        return crBelongsToLineEnd && end > lines.start() && lines.array()[end - 1] == '\r'
                ? end - 1
                : end;
    }

    private void payLineEnd() {
        ready[readyEnd++] = '\r';
        ready[readyEnd++] = '\n';
    }

    private void room(int more) {
        if (readyEnd + more > ready.length) {
            ready = Arrays.copyOf(ready, readyEnd + more);
        }
    }

    private void replaceNuls() {
        int nul = OctetSearch.indexOf(ready, 0, readyEnd, 0);
        while (nul < readyEnd) {
            ready[nul] = (byte) 0x80;
            nul = OctetSearch.indexOf(ready, nul + 1, readyEnd, 0);
        }
    }
}
