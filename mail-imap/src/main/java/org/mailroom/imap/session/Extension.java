// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.imap.grammar.FetchItem;
import org.mailroom.imap.grammar.ImapCommand;
import org.mailroom.imap.grammar.ImapCommand.Fetch;
import org.mailroom.imap.grammar.ImapCommand.Search;
import org.mailroom.imap.grammar.ImapCommand.Select;
import org.mailroom.imap.grammar.ImapCommand.Status;
import org.mailroom.imap.grammar.ImapCommand.Store;
import org.mailroom.imap.grammar.SearchKey;
import org.mailroom.imap.grammar.StatusItem;

/// What a client can turn on for the rest of its session (RFC 5161).
enum Extension {
    CONDSTORE;

    /// Whether a command shows that its client knows CONDSTORE (RFC 7162 §3.1).
    static boolean usesCondstore(ImapCommand command) {
        return switch (command) {
            case Select select -> select.parameters().contains(CONDSTORE.name());
            case Status status -> status.items().contains(StatusItem.HIGHESTMODSEQ);
            case Fetch fetch ->
                    fetch.changedSince().isPresent()
                            || fetch.items().contains(FetchItem.Attribute.MODSEQ);
            case Store store -> store.unchangedSince().isPresent();
            case Search search -> search.key().uses(SearchKey.ChangedSince.class);
            default -> false;
        };
    }
}
