// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes a POSIX or Perl pattern for Java's engine, where the three differ: in bracket
/// expressions, in braces that are no repetition, and in what a backslash does. Used once.
final class PatternTranslation {
    private static final Pattern REPETITION = Pattern.compile("\\{\\d*(,\\d*)?\\}");
    private static final Pattern CLASS = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");
    // [.x.] and [=x=]: a single character by another way of writing
    private static final Pattern COLLATING = Pattern.compile("\\[([.=])(.)\\1\\]");

    private final PatternSyntax syntax;
    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    PatternTranslation(PatternSyntax syntax, String pattern) {
        this.syntax = syntax;
        this.pattern = pattern;
    }

    String java() {
        while (at < pattern.length()) {
            switch (pattern.charAt(at)) {
                case '\\' -> escape();
                case '[' -> bracket();
                case '{' -> brace();
                case '(' -> parenthesis();
                default -> out.append(pattern.charAt(at++));
            }
        }
        return out.toString();
    }

    private void escape() {
        char c = at + 1 < pattern.length() ? pattern.charAt(at + 1) : '\\';
        out.append(
                switch (syntax) {
                    case PERL -> "\\" + c;
                    case POSIX -> posixEscape(c);
                });
        at += 2;
    }

    private static String posixEscape(char c) {
        return switch (c) {
            case '<', '>' -> "\\b";
            case '`' -> "\\A";
            case '\'' -> "\\z";
            default ->
                    Character.isLetter(c) && "wWsSbB".indexOf(c) < 0 ? String.valueOf(c) : "\\" + c;
        };
    }

    // A brace that begins no repetition stands for itself in both languages
    private void brace() {
        Matcher repetition = REPETITION.matcher(pattern).region(at, pattern.length());
        if (repetition.lookingAt() && repetition.group().length() > 2) {
            String text = repetition.group();
            out.append(text.startsWith("{,") ? "{0" + text.substring(1) : text);
            at = repetition.end();
        } else {
            out.append("\\{");
            at++;
        }
    }

    // Named groups as Python writes them
    private void parenthesis() {
        boolean named = syntax == PatternSyntax.PERL && pattern.startsWith("(?P<", at);
        out.append(named ? "(?<" : "(");
        at += named ? 4 : 1;
    }

    private void bracket() {
        out.append('[');
        at++;
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            member();
            first = false;
        }
        if (at < pattern.length()) {
            out.append(']');
            at++;
        }
    }

    private void member() {
        Matcher named = CLASS.matcher(pattern).region(at, pattern.length());
        Matcher collating = COLLATING.matcher(pattern).region(at, pattern.length());
        char c = pattern.charAt(at);
        if (named.lookingAt()) {
            out.append(named.group(1).isEmpty() ? "\\p{" : "\\P{")
                    .append(name(named.group(2)))
                    .append('}');
            at = named.end();
        } else if (collating.lookingAt()) {
            literal(collating.group(2).charAt(0));
            at = collating.end();
        } else if (c == '\\' && syntax == PatternSyntax.PERL && at + 1 < pattern.length()) {
            out.append(c).append(pattern.charAt(at + 1));
            at += 2;
        } else {
            literal(c);
            at++;
        }
    }

    /// A character of a class, other than one that has a meaning to both.
    private void literal(char c) {
        boolean special = "\\[]&#".indexOf(c) >= 0 || Character.isWhitespace(c);
        out.append(special ? "\\" : "").append(c);
    }

    private static String name(String posix) {
        return switch (posix) {
            case "xdigit" -> "XDigit";
            case "word" -> "IsWord";
            default -> posix.substring(0, 1).toUpperCase(Locale.ROOT) + posix.substring(1);
        };
    }
}
