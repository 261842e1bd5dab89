// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import org.mailroom.core.message.SyntaxException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.regex.Pattern;

/// Reads the paths of an envelope, `<user@domain>` (RFC 5321 §4.1.2). One reading only: what comes
/// out is local part and domain, and nothing behind it looks at the text again. Used once.
public final class PathParser {
    // RFC 5321 §4.5.3.1: 64 and 255 octets; local parts of mailing lists are longer in practice
    private static final int MAX_LOCAL_PART = 256;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_LABEL = 63;
    // RFC 5321 §4.1.3: four times Snum
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    /// Whether non-ASCII characters may stand in an address (RFC 6531 §3.3).
    public enum Mode {
        ASCII,
        SMTPUTF8
    }

    private final String text;
    private final Mode mode;
    private int at;

    private PathParser(String text, Mode mode) {
        this.text = text;
        this.mode = mode;
    }

    /// The argument of MAIL FROM, in angle brackets; `<>` is the null path.
    ///
    /// @throws SyntaxException when it is no path
    public static ReversePath reversePath(String path, Mode mode) {
        return path.equals("<>")
                ? ReversePath.NULL
                : new ReversePath.Sender(new PathParser(path, mode).path());
    }

    /// The argument of RCPT TO, in angle brackets. A local part alone, as in `<postmaster>`, has an
    /// empty domain.
    ///
    /// @throws SyntaxException when it is no path
    public static Address forwardPath(String path, Mode mode) {
        return new PathParser(path, mode).path();
    }

    private Address path() {
        expect('<');
        skipSourceRoute();
        String localPart = peek() == '"' ? quotedString() : dotString();
        String domain = "";
        if (peek() == '@') {
            at++;
            domain = peek() == '[' ? addressLiteral() : domain();
        }
        expect('>');
        if (at != text.length()) {
            throw new SyntaxException("text behind the path");
        }
        return new Address(localPart, domain);
    }

    // RFC 5321 §4.1.1.3: a source route is ignored
    private void skipSourceRoute() {
        if (peek() != '@') {
            return;
        }
        int colon = text.indexOf(':', at);
        if (colon < 0) {
            throw new SyntaxException("source route without end");
        }
        while (at < colon) {
            expect('@');
            domain();
            if (at < colon) {
                expect(',');
            }
        }
        at = colon + 1;
    }

    // RFC 5321 §4.1.2: where dots stand otherwise than between atoms, quotes are needed
    private String dotString() {
        int start = at;
        atom();
        while (peek() == '.') {
            at++;
            atom();
        }
        return localPart(text.substring(start, at));
    }

    private void atom() {
        int start = at;
        while (isAtomChar(peek())) {
            at++;
        }
        if (at == start) {
            throw new SyntaxException("atom expected");
        }
    }

    private String quotedString() {
        var plain = new StringBuilder();
        at++;
        while (peek() != '"') {
            boolean pair = peek() == '\\';
            if (pair) {
                at++;
            }
            char c = peek();
            // RFC 6531 §3.3: only qtextSMTP has letters beyond ASCII, quoted-pairSMTP has not
            if (c < ' ' || c == 127 || !isAllowed(c) || (pair && c > 127)) {
                throw new SyntaxException("bad character in quoted string");
            }
            plain.append(c);
            at++;
        }
        at++;
        return localPart(plain.toString());
    }

    // Deviates from RFC 5321 §4.1.2: a quoted string may not be empty, as nobody has that name
    private static String localPart(String found) {
        if (found.isEmpty() || found.length() > MAX_LOCAL_PART) {
            throw new SyntaxException("bad local part");
        }
        return found;
    }

    private String domain() {
        int start = at;
        int label = at;
        while (isDomainChar(peek()) || peek() == '.') {
            if (peek() == '.') {
                endLabel(label);
                label = at + 1;
            }
            at++;
        }
        endLabel(label);
        if (at - start > MAX_DOMAIN) {
            throw new SyntaxException("domain too long");
        }
        return text.substring(start, at);
    }

    // RFC 1035 §2.3.1
    private void endLabel(int start) {
        boolean hyphenAtEdge =
                at > start && (text.charAt(start) == '-' || text.charAt(at - 1) == '-');
        if (at == start || at - start > MAX_LABEL || hyphenAtEdge) {
            throw new SyntaxException("bad domain");
        }
    }

    // RFC 5321 §4.1.3
    private String addressLiteral() {
        int end = text.indexOf(']', at);
        String inner = end < 0 ? "" : text.substring(at + 1, end);
        boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        String address = six ? inner.substring(5) : inner;
        if (six ? !isNumeric(address) : !IPV4.matcher(address).matches()) {
            throw new SyntaxException("bad address literal");
        }
        try {
            var _ = six ? Inet6Address.ofLiteral(address) : Inet4Address.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("bad address literal");
        }
        at = end + 1;
        return "[" + inner + "]";
    }

    private static boolean isNumeric(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c > 127 || (c != '.' && c != ':' && Character.digit(c, 16) < 0)) {
                return false;
            }
        }
        return !address.isEmpty();
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new SyntaxException("'" + wanted + "' expected");
        }
        at++;
    }

    /// The next character; NUL, which is in no address, behind the last.
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    // RFC 5321 §4.1.2: atext of RFC 5322 §3.2.3
    private boolean isAtomChar(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    // With the underscore, which the DNS has though RFC 5321 has not
    private boolean isDomainChar(char c) {
        return isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c > 159 && isAllowed(c));
    }

    // What only looks like a delimiter must not become one later: no other kind of '@', '.', space
    private boolean isAllowed(char c) {
        return c < 128
                || (mode == Mode.SMTPUTF8
                        && "\uFF20\uFE6B\u3002\uFF0E\uFF61\u00AD".indexOf(c) < 0
                        && !Character.isISOControl(c)
                        && !Character.isSpaceChar(c)
                        && Character.getType(c) != Character.FORMAT);
    }
}
