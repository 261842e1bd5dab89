// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.log.SessionLog;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.Awaited;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
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
import org.mailroom.imap.grammar.ImapParser;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.ImapReader.Limits;
import org.mailroom.imap.session.ImapReader.Read;
import org.mailroom.imap.session.SessionState.Authenticated;
import org.mailroom.imap.session.SessionState.LoggedIn;
import org.mailroom.imap.session.SessionState.NotAuthenticated;
import org.mailroom.imap.session.SessionState.Selected;
import org.mailroom.imap.session.SessionState.User;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// One IMAP connection, from the greeting to the end. Runs on its own virtual thread, the sole
/// owner of its state.
final class ImapSession {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);
    private static final int MAX_BAD_BEFORE_LOGIN = 3;
    private static final int MAX_BAD_AFTER_LOGIN = 20;
    private static final int MAX_DONE_OCTETS = 100;
    private static final Limits BEFORE_LOGIN =
            new Limits(8 * 1024, 8 * 1024, 16 * 1024, Limits.Messages.REFUSED);
    private static final int PASSED_OVER_FACTOR = 4;
    private static final Completion TOO_BIG = Completion.bad("TOOBIG", "Literal is too large.");
    private static final int LITERAL_OCTETS = 100 * 1024;
    private static final int LITERALS_OCTETS = 1024 * 1024;

    private final ImapService service;
    private final ImapSettings settings;
    private final Wire wire;
    private final ResponseWriter out;
    private final ImapReader reader;
    private final SessionLog log;
    private final LoginStage login;
    private final Traffic traffic = new Traffic();
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);
    private SessionState state = new NotAuthenticated();
    private int badCommands;

    ImapSession(ImapService service, Wire wire) {
        this.service = service;
        this.settings = service.settings().get();
        this.wire = wire;
        out = new ResponseWriter(wire::write);
        reader = new ImapReader(wire.input(), this::askForLiteral);
        log = new SessionLog(service.log(), "imap", wire);
        login = new LoginStage(service, settings, wire, out, reader, log);
    }

    void run() {
        String ending = "Connection closed";
        try {
            out.untagged("OK [CAPABILITY " + login.capabilities() + "] Mailroom ready.");
            ending = serve();
        } catch (WireClosedException gone) {
            ending = ending(gone);
        } catch (MailboxView.UidsChangedException changed) {
            ending = bye("", "UIDVALIDITY of the mailbox has changed");
        } catch (RuntimeException bug) {
            LOG.error("IMAP session failed", bug);
            ending = bye("UNAVAILABLE", "Internal error");
        } finally {
            end(ending);
        }
    }

    private void end(String ending) {
        switch (state) {
            case NotAuthenticated _ -> log.endedBeforeLogin();
            case LoggedIn in -> ended(in.user(), ending);
            case Selected in -> {
                ended(in.user(), ending);
                in.view().close();
            }
        }
    }

    private void ended(User user, String ending) {
        String done = "in=%d out=%d %s".formatted(reader.octets(), out.written(), traffic);
        log.disconnected(user.account().name(), ending, done);
    }

    private String ending(WireClosedException gone) {
        return switch (gone.reason()) {
            case TIMEOUT -> bye("", "Disconnected for inactivity");
            case CLOSED_HERE -> "Server shutting down.";
            case LOST -> "Connection closed";
            case TLS -> "TLS handshake failed";
        };
    }

    /// Says good-bye as far as the client listens, and answers what the log will say.
    private String bye(String code, String text) {
        try {
            if (out.atResponseStart()) {
                out.untagged("BYE " + (code.isEmpty() ? "" : "[" + code + "] ") + text + ".");
            }
            flush();
        } catch (WireClosedException gone) {
            LOG.debug("Client does not hear the BYE");
        }
        return text;
    }

    private void flush() {
        out.flush();
        wire.flush();
    }

    private void askForLiteral() {
        out.text("+ OK\r\n");
        flush();
    }

    /// Serves commands until the session ends, and answers why it did.
    private String serve() {
        Next next = new Next.Continue();
        while (!(next instanceof Next.End end)) {
            // Answers to commands that came together leave together.
            if (wire.input().buffered() == 0) {
                flush();
            }
            next = step();
            if (next instanceof Next.StartTls) {
                login.startTls();
            } else if (next instanceof Next.Continue && badCommands >= maxBadCommands()) {
                next = new Next.End(bye("", "Too many invalid IMAP commands"));
            }
        }
        return end.why();
    }

    private Next step() {
        return switch (reader.command(limits(), patience())) {
            case Read.Command(ImapParser parser) -> answer(parser);
            case Read.TooLong _ -> refuse("*", Completion.bad("Command is too long."));
            case Read.LiteralRefused(ImapParser parser) -> refuse(tag(parser), TOO_BIG);
            case Read.LiteralUnstoppable _ -> new Next.End(bye("TOOBIG", "Literal is too large"));
        };
    }

    private Next refuse(String tag, Completion completion) {
        badCommands++;
        out.tagged(tag, completion);
        return new Next.Continue();
    }

    private static String tag(ImapParser parser) {
        try {
            return parser.tag();
        } catch (SyntaxException noTag) {
            return "*";
        }
    }

    private Next answer(ImapParser parser) {
        String tag = tag(parser);
        if (tag.equals("*")) {
            return refuse(tag, Completion.bad("Error in IMAP command: Missing tag"));
        }
        Completion completion = completion(tag, parser);
        if (!reader.passOverUnread(PASSED_OVER_FACTOR * settings.appendLimitOctets())) {
            return new Next.End(bye("TOOBIG", "Literal is too large"));
        }
        count(completion);
        // RFC 3501 §6.2.1: what came in clear behind STARTTLS may be somebody else's
        if (completion.then() == Completion.Then.START_TLS && wire.input().buffered() > 0) {
            return new Next.End(bye("", "Plaintext after STARTTLS"));
        }
        out.tagged(tag, completion);
        return switch (completion.then()) {
            case CONTINUE -> new Next.Continue();
            case START_TLS -> new Next.StartTls();
            case LOG_OUT -> {
                flush();
                yield new Next.End("Logged out");
            }
        };
    }

    // Before login a failed one counts too, and nothing makes up for it
    private void count(Completion completion) {
        boolean isBad = completion.status() == Completion.Status.BAD;
        if (state instanceof NotAuthenticated) {
            badCommands += isBad || completion.status() == Completion.Status.NO ? 1 : 0;
        } else {
            badCommands = isBad ? badCommands + 1 : 0;
        }
    }

    private Completion completion(String tag, ImapParser parser) {
        try {
            ImapCommand command = parser.command();
            Completion completion = execute(tag, command);
            if (state instanceof Selected in) {
                in.view().report(out, expunges(command), detail());
            }
            return completion;
        } catch (SyntaxException error) {
            return Completion.bad("Error in IMAP command: " + error.getMessage());
        } catch (MailboxException refusal) {
            return Completion.refused(refusal);
        } catch (WireClosedException | MailboxView.UidsChangedException end) {
            throw end;
        } catch (RuntimeException bug) {
            if (!out.atResponseStart()) {
                throw bug;
            }
            LOG.error("IMAP command failed", bug);
            return Completion.serverBug();
        }
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
        if (Extension.usesCondstore(command)) {
            enableCondstore();
        }
        return switch (command) {
            case AnyState c -> anyState(c);
            case BeforeLogin c when state instanceof NotAuthenticated -> beforeLogin(c);
            case ImapCommand.Idle _ when state instanceof Authenticated -> idle();
            case ImapCommand.Enable c when state instanceof Authenticated -> enable(c);
            case ImapCommand.Select c when state instanceof Authenticated in ->
                    select(c, in.user());
            case OnFolders c when state instanceof Authenticated in ->
                    commands(tag, in.user()).run(c);
            case ImapCommand.Close _ when state instanceof Selected in -> close(in);
            case ImapCommand.Unselect _ when state instanceof Selected in -> unselect(in);
            case OnMessages c when state instanceof Selected in ->
                    commands(tag, in.user()).run(c, in.view(), detail());
            case BeforeLogin _, AfterLogin _, InMailbox _ -> Completion.wrongState();
        };
    }

    private Commands commands(String tag, User user) {
        return new Commands(tag, user.store(), out, reader, traffic, service, settings);
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

    private String capabilities() {
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
            state = new LoggedIn(user);
            old.view().close();
            // RFC 7162 §3.2.11
            out.untagged("OK [CLOSED] Previous mailbox is now closed.");
        }
        Mailbox mailbox = user.store().open(command.name());
        var view = new MailboxView(mailbox, command.access());
        state = new Selected(user, view);
        return new SelectHandler(out).selected(view);
    }

    private Completion close(Selected in) {
        // RFC 3501 §6.4.2: no messages are removed if the mailbox was selected by EXAMINE
        if (in.view().access() == ImapCommand.Access.READ_WRITE) {
            new ExpungeHandler(in.view(), traffic).silently();
        }
        unselect(in);
        return Completion.ok("Close completed.");
    }

    private Completion unselect(Selected in) {
        state = new LoggedIn(in.user());
        in.view().close();
        return Completion.ok("Unselect completed.");
    }

    // RFC 2177
    private Completion idle() {
        out.text("+ idling\r\n");
        if (!(state instanceof Selected in)) {
            return untilDone(() -> {});
        }
        try (var _ = in.view().mailbox().watch(wire.input()::wake)) {
            return untilDone(() -> in.view().report(out, Expunges.TELL, detail()));
        }
    }

    private Completion untilDone(Runnable report) {
        while (true) {
            report.run();
            flush();
            Awaited awaited = wire.input().await(settings.idleNotifyInterval());
            switch (awaited) {
                case INPUT -> {
                    return done();
                }
                case WOKEN -> {}
                case TIMED_OUT -> out.untagged("OK Still here");
                case CLOSED ->
                        throw new WireClosedException(WireClosedException.Reason.LOST, "in IDLE");
            }
        }
    }

    private Completion done() {
        LineRead read = reader.line(MAX_DONE_OCTETS, settings.idleTimeout());
        return read instanceof LineRead.Line line
                        && line.text(StandardCharsets.US_ASCII).equalsIgnoreCase("DONE")
                ? Completion.ok("Idle completed.")
                : Completion.bad("Expected DONE.");
    }

    private Limits limits() {
        return state instanceof NotAuthenticated
                ? BEFORE_LOGIN
                : new Limits(
                        settings.maxLineOctets(),
                        LITERAL_OCTETS,
                        LITERALS_OCTETS,
                        Limits.Messages.LEFT_ON_THE_WIRE);
    }

    private Duration patience() {
        return state instanceof NotAuthenticated ? login.timeLeft() : settings.idleTimeout();
    }

    private int maxBadCommands() {
        return state instanceof NotAuthenticated ? MAX_BAD_BEFORE_LOGIN : MAX_BAD_AFTER_LOGIN;
    }
}
