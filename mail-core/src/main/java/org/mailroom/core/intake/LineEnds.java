// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

/// Makes every line of a message end in CRLF. A bare LF is a line end; what a bare CR becomes is
/// the choice of `cleanup_replace_stray_cr_lf`. A CR at the end of one piece is kept back until the
/// next octet tells what it is. Used by one thread.
final class LineEnds {

    /// What becomes of a CR that no LF follows.
    enum StrayCr {
        SPACE,
        KEEP
    }

    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] strayCr;
    private final OctetSink next;
    private boolean afterCr;

    LineEnds(StrayCr strayCr, OctetSink next) {
        this.strayCr =
                switch (strayCr) {
                    case SPACE -> new byte[] {' '};
                    case KEEP -> new byte[] {'\r'};
                };
        this.next = next;
    }

    void write(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int start = afterCr && length > 0 ? settleCr(buffer, offset) : offset;
        for (int i = start; i < end; i++) {
            byte octet = buffer[i];
            if (octet > '\r' || octet < 0) {
                continue;
            }
            if (octet == '\n') {
                pass(buffer, start, i);
                next.write(CRLF, 0, 2);
                start = i + 1;
            } else if (octet == '\r') {
                if (i + 1 < end && buffer[i + 1] == '\n') {
                    i++;
                    continue;
                }
                pass(buffer, start, i);
                start = i + 1;
                afterCr = start == end;
                if (!afterCr) {
                    next.write(strayCr, 0, 1);
                }
            }
        }
        pass(buffer, start, end);
    }

    /// The content is complete: a CR that was kept back is a stray one.
    void finish() {
        if (afterCr) {
            afterCr = false;
            next.write(strayCr, 0, 1);
        }
    }

    private int settleCr(byte[] buffer, int offset) {
        afterCr = false;
        if (buffer[offset] == '\n') {
            next.write(CRLF, 0, 2);
            return offset + 1;
        }
        next.write(strayCr, 0, 1);
        return offset;
    }

    private void pass(byte[] buffer, int start, int end) {
        if (end > start) {
            next.write(buffer, start, end - start);
        }
    }
}
