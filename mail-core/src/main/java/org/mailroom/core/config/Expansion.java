// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.function.Function;

/// Replaces `$name`, `${name}`, `$(name)`, `${name?text}`, `${name:text}`, `${name?{a}:{b}}` and
/// `${{a} == {b} ? {c} : {d}}` in the value of a parameter, as postconf(5) describes them. Used for
/// one value; nested texts get an expansion of their own.
public final class Expansion {
    /// More than any honest value has; a value that doubles itself through others ends here.
    private static final int MAX_LENGTH = 1 << 20;

    private static final int MAX_DEPTH = 100;

    /// What `peek` answers behind the last character.
    private static final char END = 0;

    private final Function<String, String> values;
    private final int depth;
    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Expansion(String text, Function<String, String> values, int depth) {
        this.text = text;
        this.values = values;
        this.depth = depth;
    }

    /// The text with all of these replaced.
    ///
    /// @param values the expanded value of a name, empty where there is none
    /// @throws ConfigException naming what is wrong, without file and line
    public static String of(String text, Function<String, String> values) {
        return of(text, values, 0);
    }

    private static String of(String text, Function<String, String> values, int depth) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        if (depth > MAX_DEPTH) {
            throw new ConfigException("expressions are nested too deeply");
        }
        return new Expansion(text, values, depth).run();
    }

    private String run() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '$') {
                dollar();
            } else {
                out.append(c);
            }
            if (out.length() > MAX_LENGTH) {
                throw new ConfigException("the value grows without end");
            }
        }
        return out.toString();
    }

    private void dollar() {
        char c = at < text.length() ? text.charAt(at) : ' ';
        switch (c) {
            case '$' -> {
                at++;
                out.append('$');
            }
            case '{' -> out.append(expression(balanced('{', '}')));
            case '(' -> out.append(expression(balanced('(', ')')));
            default -> out.append(values.apply(plainName()));
        }
    }

    private String plainName() {
        int start = at;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new ConfigException("a name is expected after '$' (write $$ for a dollar sign)");
        }
        return text.substring(start, at);
    }

    /// The text between the bracket at the current place and its partner.
    private String balanced(char open, char close) {
        int start = at + 1;
        int level = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == open) {
                level++;
            } else if (c == close && --level == 0) {
                at++;
                return text.substring(start, at - 1);
            }
        }
        throw new ConfigException("'" + close + "' is missing");
    }

    private String expression(String inner) {
        var part = new Expansion(inner, values, depth + 1);
        part.skipBlanks();
        String value = part.peek() == '{' ? part.comparison() : part.named();
        return part.conditional(value);
    }

    private String named() {
        int start = at;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        if (at == start || (at < text.length() && "?:".indexOf(text.charAt(at)) < 0)) {
            throw new ConfigException("'" + text + "' is no parameter name");
        }
        return values.apply(text.substring(start, at));
    }

    private String comparison() {
        String left = nested(balanced('{', '}'));
        skipBlanks();
        int start = at;
        while ("<>=!level".indexOf(peek()) >= 0) {
            at++;
        }
        String operator = text.substring(start, at);
        skipBlanks();
        if (peek() != '{') {
            throw new ConfigException("'{' is expected before '" + rest() + "'");
        }
        String right = nested(balanced('{', '}'));
        skipBlanks();
        return Comparison.holds(left, operator, right) ? "true" : "";
    }

    private String conditional(String value) {
        return switch (peek()) {
            case END -> value;
            case '?' -> {
                String yes = branch();
                String no = peek() == ':' ? branch() : "";
                expectEnd();
                yield value.isEmpty() ? nested(no) : nested(yes);
            }
            case ':' -> {
                String no = branch();
                expectEnd();
                yield value.isEmpty() ? nested(no) : "";
            }
            default -> throw new ConfigException("'?' or ':' is expected before '" + rest() + "'");
        };
    }

    /// The text behind `?` or `:`: in braces, or all that is left.
    private String branch() {
        at++;
        int start = at;
        skipBlanks();
        if (peek() == '{') {
            String inner = balanced('{', '}');
            skipBlanks();
            return inner;
        }
        at = text.length();
        return text.substring(start);
    }

    private void expectEnd() {
        if (peek() != END) {
            throw new ConfigException("'" + rest() + "' is not expected here");
        }
    }

    private String nested(String inner) {
        return of(inner, values, depth + 1);
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private String rest() {
        return text.substring(at);
    }

    static boolean isNameChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }
}
