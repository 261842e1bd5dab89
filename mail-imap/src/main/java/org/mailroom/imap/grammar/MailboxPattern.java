// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.storage.MailboxName;

/// A pattern of LIST and LSUB, in Unicode, the reference put before it: `*` is anything, `%` is
/// anything within one level (RFC 3501 §6.3.8).
public record MailboxPattern(String text) {

    /// `LIST "" ""` asks for the separator only.
    public boolean isEmpty() {
        return text.isEmpty();
    }

    public boolean matches(MailboxName name) {
        return matches(name.path());
    }

    /// All places of the pattern are followed at once, so no pattern costs more than its length
    /// times that of the name.
    boolean matches(String name) {
        boolean[] open = new boolean[text.length() + 1];
        open[0] = true;
        passWildcards(open);
        int inboxEnd = name.equals("INBOX") || name.startsWith("INBOX/") ? "INBOX".length() : 0;
        for (int i = 0; i < name.length(); i++) {
            step(open, name.charAt(i), i < inboxEnd);
            passWildcards(open);
        }
        return open[text.length()];
    }

    // A wildcard may match nothing.
    private void passWildcards(boolean[] open) {
        for (int p = 0; p < text.length(); p++) {
            if (open[p] && isWildcard(text.charAt(p))) {
                open[p + 1] = true;
            }
        }
    }

    private void step(boolean[] open, char c, boolean inInbox) {
        boolean carried = false;
        for (int p = 0; p < text.length(); p++) {
            char wanted = text.charAt(p);
            boolean wasOpen = open[p];
            open[p] = carried || (wasOpen && stays(wanted, c));
            carried = wasOpen && !isWildcard(wanted) && same(wanted, c, inInbox);
        }
        open[text.length()] = carried;
    }

    private static boolean stays(char wanted, char c) {
        return wanted == '*' || (wanted == '%' && c != MailboxName.SEPARATOR);
    }

    // RFC 3501 §5.1: INBOX in any case
    private static boolean same(char wanted, char c, boolean inInbox) {
        return wanted == c || (inInbox && Character.toUpperCase(wanted) == c);
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '%';
    }
}
