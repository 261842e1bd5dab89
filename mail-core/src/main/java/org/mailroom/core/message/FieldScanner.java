// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

/// Reads the tokens of a structured field (RFC 5322 §3.2): comments are passed over, quoted strings
/// count as one. Never fails: what is not closed ends with the text.
final class FieldScanner {
    private final String text;
    private int at;

    FieldScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    boolean skip(char c) {
        boolean here = !atEnd() && text.charAt(at) == c;
        if (here) {
            at++;
        }
        return here;
    }

    /// The text up to one of the characters `stops`, comments left out, quotes taken off.
    String until(String stops) {
        var found = new StringBuilder();
        while (!atEnd() && stops.indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '"') {
                found.append(quoted());
            } else if (text.charAt(at) == '(') {
                comment();
                found.append(' ');
            } else {
                found.append(text.charAt(at++));
            }
        }
        return found.toString();
    }

    /// A token or quoted string, white space and comments around it passed over.
    String parameterValue() {
        passSpace();
        if (!atEnd() && text.charAt(at) == '"') {
            return quoted();
        }
        var token = new StringBuilder();
        while (!atEnd() && ";( ".indexOf(text.charAt(at)) < 0) {
            token.append(text.charAt(at++));
        }
        return token.toString();
    }

    void passSpace() {
        while (!atEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '(')) {
            if (text.charAt(at) == '(') {
                comment();
            } else {
                at++;
            }
        }
    }

    /// What stands here, or a NUL at the end.
    char peek() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    char next() {
        return text.charAt(at++);
    }

    String quoted() {
        var found = new StringBuilder();
        at++;
        while (!atEnd() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            found.append(text.charAt(at++));
        }
        at++;
        return found.toString();
    }

    /// Passes over a comment and answers its text. Nesting is counted, not followed.
    String comment() {
        var found = new StringBuilder();
        int depth = 0;
        do {
            char c = text.charAt(at++);
            if (c == '\\' && !atEnd()) {
                found.append(text.charAt(at++));
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth > 0 && !(depth == 1 && c == '(')) {
                found.append(c);
            }
        } while (!atEnd() && depth > 0);
        return found.toString();
    }
}
