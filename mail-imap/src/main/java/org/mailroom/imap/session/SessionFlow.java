// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.net.Wire;
import org.mailroom.imap.command.Background;
import org.mailroom.imap.command.ExpungeHandler;
import org.mailroom.imap.command.MailboxView;
import org.mailroom.imap.command.MailboxView.Detail;
import org.mailroom.imap.command.MailboxView.Expunges;
import org.mailroom.imap.command.SelectHandler;
import org.mailroom.imap.command.Traffic;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand;
import org.mailroom.imap.grammar.ImapCommand.AfterLogin;
import org.mailroom.imap.grammar.ImapCommand.AnyState;
import org.mailroom.imap.grammar.ImapCommand.BeforeLogin;
import org.mailroom.imap.grammar.ImapCommand.InMailbox;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.ImapCommand.OnFolders;
import org.mailroom.imap.grammar.ImapCommand.OnMessages;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.SessionState.Authenticated;
import org.mailroom.imap.session.SessionState.LoggedIn;
import org.mailroom.imap.session.SessionState.NotAuthenticated;
import org.mailroom.imap.session.SessionState.Selected;
import org.mailroom.imap.session.SessionState.User;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;

import java.util.EnumSet;
import java.util.Set;

/// The states of a session and the commands that lead from one to another (RFC 3501 §3); commands
/// that leave the state alone go on to `Commands`. On the session's thread.
final class SessionFlow {
    private final ImapService service;
    private final ImapSettings settings;
    private final Wire wire;
    private final ResponseWriter out;
    private final ImapReader reader;
    private final LoginStage login;
    private final Background background;
    private final Traffic traffic = new Traffic();
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);
    private SessionState state = new NotAuthenticated();

    SessionFlow(
            ImapService service,
            ImapSettings settings,
            Wire wire,
            ResponseWriter out,
            ImapReader reader,
            LoginStage login) {
        this.service = service;
        this.settings = settings;
        this.wire = wire;
        this.out = out;
        this.reader = reader;
        this.login = login;
        this.background = new Background(service.computing(), wire::isConnected);
    }

    SessionState state() {
        return state;
    }

    /// What was done, for the log.
    Traffic traffic() {
        return traffic;
    }

    /// Does a command, and tells what else has changed meanwhile: nothing of that changes how the
    /// command has ended.
    Completion run(String tag, ImapCommand command) {
        Completion completion = completed(tag, command);
        boolean isLast = completion.then() != Completion.Then.CONTINUE;
        if (isLast || !(state instanceof Selected in)) {
            return completion;
        }
        try {
            in.view().report(out, expunges(command), detail());
            return completion;
        } catch (MailboxView.LostException lost) {
            return lost(lost, command, completion);
        }
    }

    private Completion completed(String tag, ImapCommand command) {
        try {
            return execute(tag, command);
        } catch (MailboxException refusal) {
            if (!out.atResponseStart()) {
                // The client would take all that follows for the rest of a literal
                throw refusal;
            }
            return Completion.refused(refusal);
        }
    }

    // Who deletes or renames the selected mailbox knows that it is gone; others have to go
    private Completion lost(
            MailboxView.LostException lost, ImapCommand command, Completion completion) {
        boolean isOwn =
                command instanceof ImapCommand.Delete || command instanceof ImapCommand.Rename;
        if (isOwn && state instanceof Selected in) {
            deselect(in);
            return completion;
        }
        return completion.ending(
                switch (lost.loss()) {
                    case GONE -> Completion.Then.MAILBOX_GONE;
                    case UIDS_CHANGED -> Completion.Then.UIDS_CHANGED;
                });
    }

    // RFC 3501 §7.4.1: no EXPUNGE in answer to FETCH, STORE or SEARCH; their UID forms are others
    private static Expunges expunges(ImapCommand command) {
        Numbering by =
                switch (command) {
                    case ImapCommand.Fetch fetch -> fetch.by();
                    case ImapCommand.Store store -> store.by();
                    case ImapCommand.Search search -> search.by();
                    default -> Numbering.UID;
                };
        return by == Numbering.SEQUENCE ? Expunges.HOLD : Expunges.TELL;
    }

    private Completion execute(String tag, ImapCommand command) {
        return switch (command) {
            case AnyState c -> anyState(c);
            case BeforeLogin c when state instanceof NotAuthenticated -> beforeLogin(c);
            case ImapCommand.Idle _ when state instanceof Authenticated ->
                    new Idling(wire, out, reader, settings).run(state, detail());
            case ImapCommand.Enable c when state instanceof Authenticated -> enable(c);
            case ImapCommand.Select c when state instanceof Authenticated in ->
                    select(c, in.user());
            case OnFolders c when state instanceof Authenticated in -> {
                noteCondstore(c);
                yield commands(tag, in.user()).run(c);
            }
            case ImapCommand.Close _ when state instanceof Selected in -> close(in);
            case ImapCommand.Unselect _ when state instanceof Selected in -> unselect(in);
            case OnMessages c when state instanceof Selected in -> {
                noteCondstore(c);
                yield commands(tag, in.user()).run(c, in.view(), detail());
            }
            case BeforeLogin _, AfterLogin _, InMailbox _ -> Completion.wrongState();
        };
    }

    private Commands commands(String tag, User user) {
        return new Commands(tag, user.store(), out, reader, traffic, background, service, settings);
    }

    private Completion anyState(AnyState command) {
        return switch (command) {
            case ImapCommand.Capability _ -> {
                out.untagged("CAPABILITY " + capabilities());
                yield Completion.ok("Capability completed.");
            }
            case ImapCommand.Noop _ -> Completion.ok("NOOP completed.");
            case ImapCommand.Id _ -> {
                out.untagged("ID (\"name\" \"Mailroom\")");
                yield Completion.ok("ID completed.");
            }
            case ImapCommand.Logout _ -> {
                out.untagged("BYE Logging out");
                yield Completion.loggedOut();
            }
        };
    }

    String capabilities() {
        return state instanceof NotAuthenticated
                ? login.capabilities()
                : Capabilities.afterLogin(settings.appendLimitOctets());
    }

    private Completion beforeLogin(BeforeLogin command) {
        return switch (command) {
            case ImapCommand.StartTls _ -> login.mayStartTls();
            case ImapCommand.Login c -> loggedIn(login.login(c));
            case ImapCommand.Authenticate c -> loggedIn(login.authenticate(c));
        };
    }

    private Completion loggedIn(LoginStage.Result result) {
        return switch (result) {
            case LoginStage.Refused(Completion completion) -> completion;
            case LoginStage.Passed(User user) -> {
                state = new LoggedIn(user);
                yield Completion.ok("CAPABILITY " + capabilities(), "Logged in");
            }
        };
    }

    private Completion enable(ImapCommand.Enable command) {
        out.text("* ENABLED");
        for (Extension extension : Extension.values()) {
            if (command.capabilities().contains(extension.name()) && !enabled.contains(extension)) {
                out.octet(' ').text(extension.name());
            }
        }
        out.crlf();
        if (command.capabilities().contains(Extension.CONDSTORE.name())) {
            enableCondstore();
        }
        return Completion.ok("Enabled.");
    }

    // RFC 7162 §3.1: such a command turns it on, where it is allowed
    private void noteCondstore(ImapCommand command) {
        if (Extension.usesCondstore(command)) {
            enableCondstore();
        }
    }

    private void enableCondstore() {
        if (enabled.add(Extension.CONDSTORE) && state instanceof Selected in) {
            new SelectHandler(out).highestModSeq(in.view());
        }
    }

    private Detail detail() {
        return enabled.contains(Extension.CONDSTORE) ? Detail.FLAGS_AND_MODSEQ : Detail.FLAGS;
    }

    private Completion select(ImapCommand.Select command, User user) {
        if (state instanceof Selected old) {
            // RFC 3501 §6.3.1: the old mailbox is deselected, even if the new one cannot be had
            deselect(old);
        }
        noteCondstore(command);
        Mailbox mailbox = user.store().open(command.name());
        var view = MailboxView.of(mailbox, command.access(), background);
        state = new Selected(user, view);
        return new SelectHandler(out).selected(view);
    }

    private void deselect(Selected old) {
        state = new LoggedIn(old.user());
        old.view().close();
        // RFC 7162 §3.2.11
        out.untagged("OK [CLOSED] Previous mailbox is now closed.");
    }

    private Completion close(Selected in) {
        // RFC 3501 §6.4.2: no messages are removed if the mailbox was selected by EXAMINE
        if (in.view().access() == ImapCommand.Access.READ_WRITE) {
            expungeForClose(in);
        }
        unselect(in);
        return Completion.ok("Close completed.");
    }

    // From a mailbox that is gone nothing is to be removed
    private void expungeForClose(Selected in) {
        try {
            new ExpungeHandler(in.view(), traffic).removeDeleted();
        } catch (MailboxException refusal) {
            if (refusal.reason() != MailboxException.Reason.NONEXISTENT) {
                throw refusal;
            }
        }
    }

    private Completion unselect(Selected in) {
        state = new LoggedIn(in.user());
        in.view().close();
        return Completion.ok("Unselect completed.");
    }
}
