// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.ByteArrayOutputStream;

/// Turns the body of a part into quoted-printable (RFC 2045 §6.7), piece by piece. Line ends, which
/// are CRLF, stay; however long a line is, its encoded ones keep within 76 characters. For one
/// body.
final class QuotedPrintable {
    // RFC 2045 §6.7 (5): 76 with the sign of a soft line break
    private static final int MAX_COLUMNS = 75;
    private static final int ESCAPED_COLUMNS = 3;
    private static final String HEX = "0123456789ABCDEF";
    private static final int NONE = -1;

    private final ByteArrayOutputStream out;
    private int column;

    /// White space that may turn out to be the last of its line.
    private int space = NONE;

    private boolean carriageReturn;

    QuotedPrintable(ByteArrayOutputStream out) {
        this.out = out;
    }

    void write(byte[] piece) {
        for (byte octet : piece) {
            write(octet & 0xff);
        }
    }

    private void write(int octet) {
        if (carriageReturn && octet == '\n') {
            endLine();
            return;
        }
        passCarriageReturn();
        switch (octet) {
            case '\r' -> carriageReturn = true;
            case ' ', '\t' -> {
                passSpace();
                space = octet;
            }
            default -> {
                passSpace();
                character(octet);
            }
        }
    }

    /// The body is complete.
    void finish() {
        passCarriageReturn();
        escapeSpace();
    }

    private void endLine() {
        carriageReturn = false;
        escapeSpace();
        lineBreak();
    }

    // RFC 2045 §6.7 (3): white space is not the last of a line
    private void escapeSpace() {
        if (space != NONE) {
            escape(space);
            space = NONE;
        }
    }

    private void passSpace() {
        if (space != NONE) {
            plain(space);
            space = NONE;
        }
    }

    // One without its line feed is no line end
    private void passCarriageReturn() {
        if (carriageReturn) {
            carriageReturn = false;
            passSpace();
            escape('\r');
        }
    }

    private void character(int octet) {
        if (octet > ' ' && octet < 0x7f && octet != '=') {
            plain(octet);
        } else {
            escape(octet);
        }
    }

    private void plain(int octet) {
        makeRoom(1);
        out.write(octet);
    }

    private void escape(int octet) {
        makeRoom(ESCAPED_COLUMNS);
        out.write('=');
        out.write(HEX.charAt(octet >> 4));
        out.write(HEX.charAt(octet & 0xf));
    }

    private void makeRoom(int columns) {
        if (column + columns > MAX_COLUMNS) {
            out.write('=');
            lineBreak();
        }
        column += columns;
    }

    private void lineBreak() {
        out.write('\r');
        out.write('\n');
        column = 0;
    }
}
