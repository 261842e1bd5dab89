// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How addresses of the type `utf-8` are written where not every character may stand: `\x{FC}` is a
/// character by its number (RFC 6533 §3).
public final class Unitext {
    /// The name of the type, with what stands behind it.
    public static final String TYPE = "utf-8;";

    // RFC 6533 §3: HEXPOINT, without leading zeros and surrogates
    private static final Pattern CHARACTER =
            Pattern.compile(
                    "\\\\x\\{([2-7][0-9A-F]|[89A-F][0-9A-F]|[1-9A-F][0-9A-F]{2}"
                            + "|[1-9A-CEF][0-9A-F]{3}|D[0-7][0-9A-F]{2}"
                            + "|[1-9A-F][0-9A-F]{4}|10[0-9A-F]{4})}");
    private static final String SPECIALS = "+=\\";

    private Unitext() {}

    /// What may stand as it is.
    public enum Form {
        /// utf-8-addr-xtext, for everybody.
        SEVEN_BIT,
        /// utf-8-addr-unitext, for who knows SMTPUTF8.
        EIGHT_BIT
    }

    /// Whether an address with its type is of this one.
    public static boolean isTyped(String text) {
        return text.regionMatches(true, 0, TYPE, 0, TYPE.length());
    }

    /// The text meant, in either form; empty where it is neither, or has a control character.
    public static Optional<String> decode(String text) {
        String rest = CHARACTER.matcher(text).replaceAll("");
        boolean good = !text.isEmpty() && rest.chars().allMatch(it -> isPlain(it, Form.EIGHT_BIT));
        String plain = CHARACTER.matcher(text).replaceAll(Unitext::character);
        return good && plain.chars().noneMatch(Character::isISOControl)
                ? Optional.of(plain)
                : Optional.empty();
    }

    private static String character(MatchResult found) {
        int number = Integer.parseInt(found.group(1), 16);
        return Matcher.quoteReplacement(Character.toString(number));
    }

    public static String encode(String text, Form form) {
        var encoded = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        it -> {
                            if (isPlain(it, form)) {
                                encoded.appendCodePoint(it);
                            } else {
                                encoded.append("\\x{%02X}".formatted(it));
                            }
                        });
        return encoded.toString();
    }

    // QCHAR and QUCHAR
    private static boolean isPlain(int c, Form form) {
        return c < 127 ? c > ' ' && SPECIALS.indexOf(c) < 0 : c > 159 && form == Form.EIGHT_BIT;
    }
}
