// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The two languages of patterns, written for Java's engine.
enum PatternSyntax {
    /// Extended regular expressions (regexp_table(5)). Of alternatives the first counts, not the
    /// longest.
    POSIX,
    /// Perl's (pcre_table(5)).
    PERL;

    /// Compiles a pattern.
    ///
    /// @param flags letters that switch an option to its opposite
    /// @throws BadRule when the pattern or a flag cannot be used
    Pattern compile(String pattern, String flags) {
        int options =
                Pattern.CASE_INSENSITIVE
                        | Pattern.UNICODE_CASE
                        | Pattern.UNIX_LINES
                        | Pattern.DOTALL;
        boolean anchored = false;
        for (int i = 0; i < flags.length(); i++) {
            options ^= option(flags.charAt(i));
            anchored ^= flags.charAt(i) == 'A';
        }
        String java = new PatternTranslation(this, pattern).java();
        try {
            return Pattern.compile(anchored ? "\\A(?:" + java + ")" : java, options);
        } catch (PatternSyntaxException e) {
            throw new BadRule("pattern /" + pattern + "/: " + e.getDescription());
        }
    }

    private int option(char flag) {
        return switch (this) {
            case POSIX ->
                    switch (flag) {
                        case 'i' -> Pattern.CASE_INSENSITIVE;
                        // REG_NEWLINE: a line feed also stops '.'
                        case 'm' -> Pattern.MULTILINE | Pattern.DOTALL;
                        default -> throw unknown(flag);
                    };
            case PERL ->
                    switch (flag) {
                        case 'i' -> Pattern.CASE_INSENSITIVE;
                        case 'm' -> Pattern.MULTILINE;
                        case 's' -> Pattern.DOTALL;
                        case 'x' -> Pattern.COMMENTS;
                        // X asks for errors that Java gives anyway; A is not an option of Java's
                        case 'A', 'X' -> 0;
                        default -> throw unknown(flag);
                    };
        };
    }

    private static BadRule unknown(char flag) {
        return new BadRule("the flag '" + flag + "' is not supported");
    }
}
