// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ResponseWriter;

import java.util.List;

/// The flags that a client has been told a mailbox has: FLAGS and PERMANENTFLAGS (RFC 3501 §7.2.6,
/// §7.1). On the session's thread.
final class FlagNames {
    private static final String SYSTEM = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    private final Access access;
    private List<String> told = List.of();

    FlagNames(Access access) {
        this.access = access;
    }

    /// Tells of the keywords of a mailbox, if they are not those that were told.
    void report(ResponseWriter out, List<String> keywords) {
        if (!keywords.equals(told)) {
            write(out, keywords);
        }
    }

    void write(ResponseWriter out, List<String> keywords) {
        String names = keywords.isEmpty() ? SYSTEM : SYSTEM + " " + String.join(" ", keywords);
        out.text("* FLAGS (").text(names).text(")\r\n* OK [PERMANENTFLAGS (");
        switch (access) {
            case READ_WRITE -> out.text(names).text(" \\*)] Flags permitted.\r\n");
            case READ_ONLY -> out.text(")] Read-only mailbox.\r\n");
        }
        told = keywords;
    }
}
