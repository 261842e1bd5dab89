// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.OtherProtocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;

/// Tells clients of other protocols by their first word (`smtpd_forbidden_commands`): browsers and
/// proxies that somebody lets talk to us.
final class ForeignProtocol {
    private ForeignProtocol() {}

    /// Whether no SMTP client would say this: a forbidden word, one that begins with no letter, or
    /// the name of a header field.
    static boolean speaks(byte[] line, Predicate<String> forbidden) {
        if (line.length == 0) {
            return false;
        }
        int first = line[0] | 0x20;
        return first < 'a'
                || first > 'z'
                || forbidden.test(firstWord(line))
                || firstWord(line).endsWith(":")
                || OtherProtocol.isSpokenIn(line);
    }

    /// The first word of a line, in upper case.
    static String firstWord(byte[] line) {
        int end = 0;
        while (end < line.length && line[end] > ' ') {
            end++;
        }
        return new String(line, 0, end, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
    }
}
