// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.message.SyntaxException;

import java.util.Locale;

/// A command line: its keyword in upper case, and all that follows the first blank (RFC 1939 §3).
record Pop3Command(String keyword, String argument) {

    static Pop3Command parse(String line) {
        if (line.indexOf('\0') >= 0) {
            throw new SyntaxException("NUL in command.");
        }
        int blank = line.indexOf(' ');
        return blank < 0
                ? new Pop3Command(line.toUpperCase(Locale.ROOT), "")
                : new Pop3Command(
                        line.substring(0, blank).toUpperCase(Locale.ROOT),
                        line.substring(blank + 1));
    }

    /// The argument of a command that takes none or words: blanks around it do not count. For a
    /// password they do.
    String words() {
        return argument.strip();
    }

    @Override
    public String toString() {
        return keyword;
    }
}
