// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The octets of one command, literals in place as they came, and how far they have been read: the
/// tokens of RFC 3501 §9. Every method but `at…` and `skip…` throws `SyntaxException`.
final class Octets {
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;
    private static final int MAX_DEPTH = 64;
    private static final String ATOM_SPECIALS = "(){ %*\"\\]";

    private final byte[] octets;
    private final int end;
    private int at;
    private int depth;

    Octets(byte[] octets) {
        this(octets, octets.length);
    }

    Octets(byte[] octets, int end) {
        this.octets = octets;
        this.end = end;
    }

    boolean atEnd() {
        return at == end;
    }

    boolean at(char c) {
        return at < end && octets[at] == c;
    }

    boolean atDigit() {
        return at < end && octets[at] >= '0' && octets[at] <= '9';
    }

    boolean skip(char c) {
        boolean here = at(c);
        if (here) {
            at++;
        }
        return here;
    }

    /// Skips a word of the grammar, in any case, if it stands here.
    boolean skipWord(String word) {
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toUpperCase((char) octets[at + i]) != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw new SyntaxException("Missing '" + c + "'");
        }
    }

    void space() {
        if (!skipSpace()) {
            throw new SyntaxException("Missing argument");
        }
    }

    /// Skips the space between arguments. The grammar has one; clients send more, also at the end.
    boolean skipSpace() {
        int from = at;
        while (at(' ')) {
            at++;
        }
        return at > from && at < end;
    }

    /// What is left, printable ASCII only.
    String rest() {
        for (int i = at; i < end; i++) {
            if (octets[i] < ' ' || octets[i] == 127) {
                throw new SyntaxException("Invalid character");
            }
        }
        int from = at;
        at = end;
        return ascii(from, end);
    }

    /// Passes over what is left: nobody will look at it.
    void skipRest() {
        at = end;
    }

    void expectEnd() {
        if (!atEnd()) {
            throw new SyntaxException("Too many arguments");
        }
    }

    /// Opens a parenthesis, or anything else that nests.
    void deeper() {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxException("Nested too deep");
        }
    }

    void shallower() {
        depth--;
    }

    /// An atom in upper case: a name of the protocol.
    String word() {
        return atom().toUpperCase(Locale.ROOT);
    }

    String atom() {
        int from = at;
        while (at < end && isAtomChar(octets[at])) {
            at++;
        }
        if (at == from) {
            throw new SyntaxException(atEnd() ? "Missing argument" : "Invalid characters in atom");
        }
        return ascii(from, at);
    }

    // RFC 3501 §9: tag = 1*<any ASTRING-CHAR except "+">
    String tag() {
        int from = at;
        while (at < end && isAstringChar(octets[at]) && octets[at] != '+') {
            at++;
        }
        if (at == from) {
            throw new SyntaxException("Missing tag");
        }
        return ascii(from, at);
    }

    String astring() {
        if (at('"') || at('{')) {
            return string();
        }
        int from = at;
        while (at < end && isAstringChar(octets[at])) {
            at++;
        }
        if (at == from) {
            throw new SyntaxException(atEnd() ? "Missing argument" : "Invalid characters in atom");
        }
        return ascii(from, at);
    }

    /// A list-mailbox: like an astring, and `%` and `*` stand for themselves.
    String listMailbox() {
        if (at('"') || at('{')) {
            return string();
        }
        int from = at;
        while (at < end && isListChar(octets[at])) {
            at++;
        }
        if (at == from) {
            throw new SyntaxException("Missing mailbox pattern");
        }
        return ascii(from, at);
    }

    String string() {
        if (skip('"')) {
            return quoted();
        }
        if (at('{')) {
            return utf8(literal());
        }
        throw new SyntaxException("Missing string");
    }

    private String quoted() {
        var text = new ByteArrayOutputStream();
        while (at < end && octets[at] != '"') {
            if (octets[at] == '\\') {
                at++;
            }
            if (at == end || octets[at] == '\r' || octets[at] == '\n' || octets[at] == 0) {
                throw new SyntaxException("Invalid character in quoted string");
            }
            text.write(octets[at++]);
        }
        expect('"');
        return utf8(text.toByteArray());
    }

    private byte[] literal() {
        int lineEnd = at;
        while (lineEnd < end && octets[lineEnd] != '\r' && octets[lineEnd] != '\n') {
            lineEnd++;
        }
        int start = lineEnd + 2;
        var announced =
                LiteralAnnouncement.atEndOf(Arrays.copyOfRange(octets, at, lineEnd), lineEnd - at);
        if (announced.isEmpty() || announced.get().octets() > end - start) {
            throw new SyntaxException("Invalid literal");
        }
        at = start + (int) announced.get().octets();
        byte[] text = Arrays.copyOfRange(octets, start, at);
        for (byte octet : text) {
            // RFC 3501 §9: CHAR8 is any OCTET except NUL
            if (octet == 0) {
                throw new SyntaxException("NUL in literal");
            }
        }
        return text;
    }

    /// The literal announcement that ends the command.
    LiteralAnnouncement announcement() {
        var announced = LiteralAnnouncement.atEndOf(octets, end);
        int start = end - 1;
        while (start >= at && octets[start] != '{') {
            start--;
        }
        if (announced.isEmpty() || start != at) {
            throw new SyntaxException("Missing message literal");
        }
        at = end;
        return announced.get();
    }

    boolean atAnnouncement() {
        int start = end - 1;
        while (start > at && octets[start] != '{') {
            start--;
        }
        return start == at && LiteralAnnouncement.atEndOf(octets, end).isPresent();
    }

    /// A number of 32 bits that is not zero.
    long nonZeroNumber() {
        long number = number();
        if (number == 0) {
            throw new SyntaxException("Invalid number");
        }
        return number;
    }

    long number() {
        return number(MAX_NUMBER);
    }

    /// A number of 63 bits (RFC 7162 §7: mod-sequence-value).
    long longNumber() {
        return number(Long.MAX_VALUE);
    }

    private long number(long max) {
        int from = at;
        long value = 0;
        while (at < end && octets[at] >= '0' && octets[at] <= '9') {
            int digit = octets[at++] - '0';
            if (value > (max - digit) / 10) {
                throw new SyntaxException("Number is too large");
            }
            value = value * 10 + digit;
        }
        if (at == from) {
            throw new SyntaxException("Invalid number");
        }
        return value;
    }

    private String ascii(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.US_ASCII);
    }

    private static String utf8(byte[] text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException invalid) {
            throw new SyntaxException("String is not valid UTF-8");
        }
    }

    private static boolean isAtomChar(byte octet) {
        return octet > ' ' && octet < 127 && ATOM_SPECIALS.indexOf(octet) < 0;
    }

    private static boolean isAstringChar(byte octet) {
        return isAtomChar(octet) || octet == ']';
    }

    private static boolean isListChar(byte octet) {
        return isAstringChar(octet) || octet == '%' || octet == '*';
    }
}
