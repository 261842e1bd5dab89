// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The header fields that clients list, search, sort or thread by. In upper case.
final class ListedFields {
    /// Those that people search. The summary keeps their text folded, by the place in this list.
    static final List<String> SEARCHED = List.of("SUBJECT", "FROM", "TO", "CC", "BCC");

    private static final Set<String> KEPT =
            Set.of(
                    "BCC",
                    "CC",
                    "CONTENT-TYPE",
                    "DATE",
                    "DISPOSITION-NOTIFICATION-TO",
                    "FROM",
                    "IMPORTANCE",
                    "IN-REPLY-TO",
                    "LIST-ID",
                    "LIST-POST",
                    "LIST-UNSUBSCRIBE",
                    "MAIL-FOLLOWUP-TO",
                    "MAIL-REPLY-TO",
                    "MESSAGE-ID",
                    "MIME-VERSION",
                    "NEWSGROUPS",
                    "PRIORITY",
                    "REFERENCES",
                    "REPLY-TO",
                    "SENDER",
                    "SUBJECT",
                    "TO",
                    "USER-AGENT",
                    "X-MAILER",
                    "X-PRIORITY",
                    "X-SPAM-FLAG",
                    "X-SPAM-STATUS");

    private ListedFields() {}

    static boolean contains(String name) {
        return KEPT.contains(name.toUpperCase(Locale.ROOT));
    }
}
