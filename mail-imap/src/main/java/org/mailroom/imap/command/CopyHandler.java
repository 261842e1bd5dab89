// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Copy;
import org.mailroom.imap.grammar.ImapCommand.Move;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;

import java.util.List;
import java.util.Optional;

/// COPY and MOVE (RFC 3501 §6.4.7, RFC 6851; COPYUID: RFC 4315 §3). For one command.
public final class CopyHandler {

    /// Where messages went, in the same order.
    private record Copied(long uidValidity, List<Long> from, List<Long> to) {
        // RFC 4315 §3: the sets are in the same order, so they are not sorted
        String code() {
            return "COPYUID " + uidValidity + " " + inOrder(from) + " " + inOrder(to);
        }
    }

    private final AccountStore store;
    private final MailboxView view;
    private final ResponseWriter out;
    private final Traffic traffic;

    public CopyHandler(AccountStore store, MailboxView view, ResponseWriter out, Traffic traffic) {
        this.store = store;
        this.view = view;
        this.out = out;
        this.traffic = traffic;
    }

    public Completion copy(Copy command) {
        Optional<Ranges> positions = view.positions(command.messages(), command.by());
        if (positions.isEmpty()) {
            return Completion.bad("Invalid messageset");
        }
        List<Long> uids = view.uids(positions.get());
        if (uids.isEmpty()) {
            return Completion.ok("Copy completed (nothing to copy).");
        }
        try {
            Copied copied = copy(uids, command.target(), (_, _) -> {});
            return Completion.ok(copied.code(), "Copy completed.");
        } catch (MailboxException refusal) {
            return refused(refusal, uids);
        }
    }

    public Completion move(Move command) {
        Optional<Ranges> positions = view.positions(command.messages(), command.by());
        if (positions.isEmpty()) {
            return Completion.bad("Invalid messageset");
        }
        if (view.access() == Access.READ_ONLY) {
            return Completion.no("NOPERM", "Mailbox is read-only.");
        }
        List<Long> uids = view.uids(positions.get());
        if (uids.isEmpty()) {
            return Completion.ok("Move completed (nothing to move).");
        }
        try {
            Copied moved = copy(uids, command.target(), this::takeOut);
            // RFC 6851 §4.3: COPYUID comes before the EXPUNGE responses
            out.text("* OK [").text(moved.code()).text("] Moved UIDs.\r\n");
            traffic.expunged(moved.from().size());
            return Completion.ok("Move completed.");
        } catch (MailboxException refusal) {
            return refused(refusal, uids);
        }
    }

    /// What else has to be done while the target is open.
    private interface Then {
        void run(Mailbox target, Copied copied);
    }

    private Copied copy(List<Long> uids, MailboxName name, Then then) {
        try (Mailbox target = store.open(name)) {
            List<Long> copies = view.mailbox().copy(uids, target);
            var copied = new Copied(target.snapshot().uidValidity(), uids, copies);
            then.run(target, copied);
            if (FolderHandler.isTrash(store, name)) {
                traffic.trashed(copies.size());
            }
            return copied;
        }
    }

    // RFC 6851 §3.3: a message is in one of the mailboxes, whatever happens: so the copies go again
    private void takeOut(Mailbox target, Copied copied) {
        try {
            view.mailbox().expunge(copied.from());
        } catch (RuntimeException refusal) {
            try {
                target.expunge(copied.to());
            } catch (RuntimeException second) {
                refusal.addSuppressed(second);
            }
            throw refusal;
        }
    }

    // The same reason is given for a missing mailbox and for a message that is gone.
    private Completion refused(MailboxException refusal, List<Long> uids) {
        view.refresh();
        boolean gone = uids.stream().anyMatch(uid -> view.latest().position(uid) < 0);
        return gone ? Completion.someExpunged() : Completion.refused(refusal).suggestingCreate();
    }

    private static String inOrder(List<Long> uids) {
        var text = new StringBuilder();
        int from = 0;
        while (from < uids.size()) {
            int to = from;
            while (to + 1 < uids.size() && uids.get(to + 1) == uids.get(to) + 1) {
                to++;
            }
            text.append(text.isEmpty() ? "" : ",").append(uids.get(from));
            text.append(to > from ? ":" + uids.get(to) : "");
            from = to + 1;
        }
        return text.toString();
    }
}
