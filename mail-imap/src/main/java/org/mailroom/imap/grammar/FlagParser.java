// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.storage.Flags;

import java.util.Set;
import java.util.TreeSet;

/// Reads flags (RFC 3501 §2.3.2).
final class FlagParser {
    private static final int MAX_KEYWORD_CHARS = 100;
    private static final int MAX_KEYWORDS = 200;

    private final Octets in;
    private final Set<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private int system;

    FlagParser(Octets in) {
        this.in = in;
    }

    /// `(\Seen $Junk)`.
    Flags list() {
        in.expect('(');
        if (!in.skip(')')) {
            flags();
            in.expect(')');
        }
        return new Flags(system, keywords);
    }

    /// The same, or flags without parentheses, as STORE allows.
    Flags listOrBare() {
        if (in.at('(')) {
            return list();
        }
        flags();
        return new Flags(system, keywords);
    }

    private void flags() {
        do {
            if (in.skip('\\')) {
                system |= systemFlag(in.word());
            } else {
                keyword(in.atom());
            }
        } while (in.skipSpace());
    }

    private void keyword(String name) {
        keywords.add(name);
        if (name.length() > MAX_KEYWORD_CHARS || keywords.size() > MAX_KEYWORDS) {
            throw new SyntaxException("Keyword is too long, or too many keywords");
        }
    }

    private static int systemFlag(String name) {
        return switch (name) {
            case "SEEN" -> Flags.SEEN;
            case "ANSWERED" -> Flags.ANSWERED;
            case "FLAGGED" -> Flags.FLAGGED;
            case "DELETED" -> Flags.DELETED;
            case "DRAFT" -> Flags.DRAFT;
            // RFC 3501 §2.3.2: \Recent can not be altered by the client
            case "RECENT" -> 0;
            default -> throw new SyntaxException("Invalid system flag");
        };
    }
}
