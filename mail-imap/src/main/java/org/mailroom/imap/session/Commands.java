// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.imap.command.AppendHandler;
import org.mailroom.imap.command.Background;
import org.mailroom.imap.command.CopyHandler;
import org.mailroom.imap.command.ExpungeHandler;
import org.mailroom.imap.command.FetchHandler;
import org.mailroom.imap.command.FolderHandler;
import org.mailroom.imap.command.ListHandler;
import org.mailroom.imap.command.LiteralSource;
import org.mailroom.imap.command.MailboxView;
import org.mailroom.imap.command.MailboxView.Detail;
import org.mailroom.imap.command.SearchHandler;
import org.mailroom.imap.command.StatusHandler;
import org.mailroom.imap.command.StoreHandler;
import org.mailroom.imap.command.Traffic;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand;
import org.mailroom.imap.grammar.ImapCommand.OnFolders;
import org.mailroom.imap.grammar.ImapCommand.OnMessages;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.AccountStore;

/// Brings each command that leaves the session's state alone to what does it. For one command, on
/// the session's thread.
record Commands(
        String tag,
        AccountStore store,
        ResponseWriter out,
        LiteralSource literals,
        Traffic traffic,
        Background background,
        ImapService service,
        ImapSettings settings) {

    Completion run(OnFolders command) {
        var folders = new FolderHandler(store);
        return switch (command) {
            case ImapCommand.Namespace _ -> namespace();
            case ImapCommand.ListFolders c -> new ListHandler(store, out).list(c.request());
            case ImapCommand.Lsub c -> new ListHandler(store, out).lsub(c.pattern());
            case ImapCommand.Status c -> new StatusHandler(store, out).status(c.name(), c.items());
            case ImapCommand.Create c -> folders.create(c.name());
            case ImapCommand.Delete c -> folders.delete(c.name());
            case ImapCommand.Rename c -> folders.rename(c.from(), c.to());
            case ImapCommand.Subscribe c -> folders.subscribe(c.name());
            case ImapCommand.Unsubscribe c -> folders.unsubscribe(c.name());
            case ImapCommand.Append c -> append(c);
        };
    }

    Completion run(OnMessages command, MailboxView view, Detail detail) {
        var copies = new CopyHandler(store, view, out, traffic);
        return switch (command) {
            case ImapCommand.Check _ -> Completion.ok("Check completed.");
            case ImapCommand.Expunge _ -> new ExpungeHandler(view, traffic).expunge();
            case ImapCommand.UidExpunge c -> new ExpungeHandler(view, traffic).expunge(c.uids());
            case ImapCommand.Copy c -> copies.copy(c);
            case ImapCommand.Move c -> copies.move(c);
            case ImapCommand.Store c -> new StoreHandler(view, out, traffic, detail).store(c);
            case ImapCommand.Fetch c ->
                    new FetchHandler(view, out, traffic, detail, service.zone()).fetch(c);
            case ImapCommand.Search c ->
                    new SearchHandler(view, out, background, service.zone()).search(c, tag);
            case ImapCommand.SearchInUnknownCharset _ ->
                    // RFC 3501 §6.4.4
                    Completion.no("BADCHARSET (UTF-8 US-ASCII)", "Unknown charset.");
        };
    }

    // RFC 2342 §5: personal mailboxes only
    private Completion namespace() {
        out.untagged("NAMESPACE ((\"\" \"/\")) NIL NIL");
        return Completion.ok("Namespace completed.");
    }

    private Completion append(ImapCommand.Append command) {
        var bounds = new AppendHandler.Bounds(settings.appendLimitOctets(), settings.scratch());
        return new AppendHandler(store, literals, bounds, service.clock()).append(command);
    }
}
