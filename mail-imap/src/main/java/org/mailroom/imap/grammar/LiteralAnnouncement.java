// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Optional;

/// `{n}` or `{n+}` at the end of a line: a literal of `octets` octets follows (RFC 3501 §4.3, RFC
/// 7888).
public record LiteralAnnouncement(long octets, Kind kind) {

    public enum Kind {
        /// The client waits for `+` before it sends.
        SYNCHRONIZING,
        /// The octets come in any case.
        NON_SYNCHRONIZING
    }

    private static final int MAX_DIGITS = 18;

    /// The announcement at the end of a line, the line end not included.
    public static Optional<LiteralAnnouncement> atEndOf(byte[] text, int length) {
        int end = length - 1;
        if (end < 2 || text[end] != '}') {
            return Optional.empty();
        }
        boolean plus = text[end - 1] == '+';
        int lastDigit = plus ? end - 2 : end - 1;
        int at = lastDigit;
        while (at >= 0 && text[at] >= '0' && text[at] <= '9') {
            at--;
        }
        int digits = lastDigit - at;
        if (at < 0 || text[at] != '{' || digits == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new LiteralAnnouncement(
                        number(text, at + 1, digits),
                        plus ? Kind.NON_SYNCHRONIZING : Kind.SYNCHRONIZING));
    }

    // More digits than a long holds are more octets than anybody takes.
    private static long number(byte[] text, int from, int digits) {
        if (digits > MAX_DIGITS) {
            return Long.MAX_VALUE;
        }
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }
}
