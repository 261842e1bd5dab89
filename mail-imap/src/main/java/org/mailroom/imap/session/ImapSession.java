// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.log.SessionLog;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.imap.command.MailboxView;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapParser;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.ImapReader.HopelessException;
import org.mailroom.imap.session.ImapReader.Limits;
import org.mailroom.imap.session.ImapReader.Read;
import org.mailroom.imap.session.SessionState.LoggedIn;
import org.mailroom.imap.session.SessionState.NotAuthenticated;
import org.mailroom.imap.session.SessionState.Selected;
import org.mailroom.imap.session.SessionState.User;
import org.mailroom.storage.MailboxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// One IMAP connection, from the greeting to the end. Runs on its own virtual thread, the sole
/// owner of its state.
final class ImapSession {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);
    private static final Limits BEFORE_LOGIN =
            new Limits(8 * 1024, 8 * 1024, 16 * 1024, Limits.Messages.REFUSED);
    private static final int PASSED_OVER_FACTOR = 4;
    private static final Completion TOO_BIG = Completion.bad("TOOBIG", "Literal is too large.");
    private static final Completion TOO_LONG = Completion.bad("Command is too long.");
    private static final int LITERAL_OCTETS = 100 * 1024;
    private static final int LITERALS_OCTETS = 1024 * 1024;

    private final ImapSettings settings;
    private final Wire wire;
    private final ResponseWriter out;
    private final ImapReader reader;
    private final SessionLog log;
    private final LoginStage login;
    private final SessionFlow flow;
    private final Conduct conduct = new Conduct();

    ImapSession(ImapService service, Wire wire) {
        this.settings = service.settings().get();
        this.wire = wire;
        out = new ResponseWriter(wire::write);
        reader = new ImapReader(wire.input(), this::askForLiteral);
        log = new SessionLog(service.log(), "imap", wire);
        login = new LoginStage(service, settings, wire, out, reader, log);
        flow = new SessionFlow(service, settings, wire, out, reader, login);
    }

    void run() {
        String ending = "Connection closed";
        try {
            out.untagged("OK [CAPABILITY " + login.capabilities() + "] Mailroom ready.");
            ending = serve();
        } catch (WireClosedException gone) {
            ending = ending(gone);
        } catch (MailboxView.LostException lost) {
            ending = bye("", text(lost.loss()));
        } catch (HopelessException hopeless) {
            ending = bye("", text(hopeless.why()));
        } catch (MailboxException brokenOff) {
            ending = bye("", String.valueOf(brokenOff.getMessage()));
        } catch (RuntimeException bug) {
            LOG.error("IMAP session failed", bug);
            ending = bye("UNAVAILABLE", "Internal error");
        } finally {
            end(ending);
        }
    }

    private void end(String ending) {
        switch (flow.state()) {
            case NotAuthenticated _ -> log.endedBeforeLogin();
            case LoggedIn in -> ended(in.user(), ending);
            case Selected in -> {
                ended(in.user(), ending);
                in.view().close();
            }
        }
    }

    private void ended(User user, String ending) {
        user.place().close();
        String done = "in=%d out=%d %s".formatted(reader.octets(), out.written(), flow.traffic());
        log.disconnected(user.account().name(), ending, done);
    }

    private String ending(WireClosedException gone) {
        return switch (gone.reason()) {
            case TIMEOUT -> bye("", "Disconnected for inactivity");
            case CLOSED_HERE -> bye("", "Server shutting down");
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
            } else if (next instanceof Next.Continue && conduct.isHopeless(flow.state())) {
                next = new Next.End(bye("", "Too many invalid IMAP commands"));
            }
        }
        return end.why();
    }

    private Next step() {
        return switch (reader.command(limits(), patience())) {
            case Read.Command(ImapParser parser) -> answer(parser);
            case Read.TooLong(ImapParser beginning) -> refuse(tag(beginning), TOO_LONG);
            case Read.Hopeless(var why) -> new Next.End(bye("", text(why)));
            case Read.LiteralRefused(ImapParser parser) -> refuse(tag(parser), TOO_BIG);
            case Read.LiteralUnstoppable _ -> new Next.End(bye("TOOBIG", "Literal is too large"));
        };
    }

    private static String text(ImapReader.Why why) {
        return switch (why) {
            case ENDLESS -> "Command is too long";
            case OTHER_PROTOCOL -> "This is an IMAP server";
            case UNASKED_LITERAL -> "Octets came that nobody has asked for";
        };
    }

    private static String text(MailboxView.Loss loss) {
        return switch (loss) {
            case GONE -> "Selected mailbox was deleted, have to disconnect";
            case UIDS_CHANGED -> "UIDVALIDITY of the mailbox has changed";
        };
    }

    private Next refuse(String tag, Completion completion) {
        conduct.unreadable();
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
        if (!reader.passOverUnread(mostPassedOver())) {
            return new Next.End(bye("TOOBIG", "Literal is too large"));
        }
        conduct.ended(completion, flow.state());
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
                wire.peerQuits();
                yield new Next.End("Logged out");
            }
            case MAILBOX_GONE -> new Next.End(bye("", text(MailboxView.Loss.GONE)));
            case UIDS_CHANGED -> new Next.End(bye("", text(MailboxView.Loss.UIDS_CHANGED)));
        };
    }

    private long mostPassedOver() {
        long limit = settings.appendLimitOctets().orElse(Long.MAX_VALUE);
        return limit > Long.MAX_VALUE / PASSED_OVER_FACTOR
                ? Long.MAX_VALUE
                : PASSED_OVER_FACTOR * limit;
    }

    private Completion completion(String tag, ImapParser parser) {
        try {
            return flow.run(tag, parser.command());
        } catch (SyntaxException error) {
            return Completion.bad("Error in IMAP command: " + error.getMessage());
        } catch (MailboxException refusal) {
            if (!out.atResponseStart()) {
                throw refusal;
            }
            // a name that no mailbox can have
            return Completion.refused(refusal);
        } catch (WireClosedException | MailboxView.LostException | HopelessException end) {
            throw end;
        } catch (RuntimeException bug) {
            if (!out.atResponseStart()) {
                throw bug;
            }
            LOG.error("IMAP command failed", bug);
            return Completion.serverBug();
        }
    }

    private Limits limits() {
        return flow.state() instanceof NotAuthenticated
                ? BEFORE_LOGIN
                : new Limits(
                        settings.maxLineOctets(),
                        LITERAL_OCTETS,
                        LITERALS_OCTETS,
                        Limits.Messages.LEFT_ON_THE_WIRE);
    }

    private Duration patience() {
        return flow.state() instanceof NotAuthenticated ? login.timeLeft() : settings.idleTimeout();
    }
}
