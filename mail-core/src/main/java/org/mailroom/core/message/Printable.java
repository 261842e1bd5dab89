// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

/// Text from outside, fit for one line of ours: of the log, of a header field, of a reply. What
/// would end the line, or show it other than it is, becomes `?`, as in Postfix: control characters,
/// line separators, halves of characters, and the invisible ones that turn the direction of text or
/// hide in it.
public final class Printable {
    private Printable() {}

    public static String of(String text) {
        return text.codePoints().allMatch(Printable::isHarmless) ? text : replaced(text);
    }

    private static String replaced(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().map(c -> isHarmless(c) ? c : '?').forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean isHarmless(int character) {
        if (character < 0x80) {
            return character >= ' ' && character != 0x7f;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
