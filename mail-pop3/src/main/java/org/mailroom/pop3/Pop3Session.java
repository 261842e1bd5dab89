// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.log.SessionLog;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.DottedText;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.OtherProtocol;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.pop3.Authorization.User;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One POP3 connection, from the greeting to the end. Runs on its own virtual thread, the sole
/// owner of its state.
final class Pop3Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);
    // RFC 2449 §4 asks for 255; passwords and initial responses are longer
    private static final int MAX_LINE_OCTETS = 4096;
    private static final int MAX_BAD_COMMANDS = 10;
    private static final Set<String> OF_OTHER_PROTOCOLS =
            Set.of("GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT", "EHLO", "HELO");

    /// How far a session has come (RFC 1939 §3).
    private sealed interface State {}

    private record NotLoggedIn() implements State {}

    private record LoggedIn(User user, Maildrop drop, Transaction commands) implements State {}

    private final Pop3Service service;
    private final Pop3Settings settings;
    private final Wire wire;
    private final SessionLog log;
    private final Authorization authorization;
    private final Traffic traffic = new Traffic();
    private State state = new NotLoggedIn();
    private int badCommands;

    Pop3Session(Pop3Service service, Wire wire) {
        this.service = service;
        this.settings = service.settings().get();
        this.wire = wire;
        log = new SessionLog(service.log(), "pop3", wire);
        authorization = new Authorization(service, settings, wire, log);
    }

    void run() {
        String ending = "Connection closed";
        try {
            wire.write("+OK Mailroom ready.\r\n");
            ending = serve();
        } catch (WireClosedException gone) {
            ending = ending(gone);
        } catch (IOException | RuntimeException fault) {
            // In the middle of an answer: what comes next would be taken for more of it
            LOG.error("POP3 session failed", fault);
            ending = "Internal error";
        } finally {
            end(ending);
        }
    }

    private String ending(WireClosedException gone) {
        return switch (gone.reason()) {
            case TIMEOUT -> lastWord(Reply.IDLE_TOO_LONG, "Disconnected for inactivity");
            case CLOSED_HERE -> lastWord(Reply.SHUTTING_DOWN, "Server shutting down.");
            case LOST -> "Connection closed";
            case TLS -> "TLS handshake failed";
        };
    }

    /// Says why it is over, as far as the client listens, and answers what the log will say.
    private String lastWord(Reply.Line reply, String ending) {
        try {
            wire.write(reply.text() + "\r\n");
            wire.flush();
        } catch (WireClosedException gone) {
            LOG.debug("Client does not hear the good-bye");
        }
        return ending;
    }

    private void end(String ending) {
        switch (state) {
            case NotLoggedIn() -> log.endedBeforeLogin();
            case LoggedIn(var user, var drop, var _) -> {
                // RFC 1939 §6: without QUIT nothing is removed; that it was read stays true
                try (drop;
                        var _ = user.place()) {
                    if (settings.flagUpdates() == Pop3Settings.FlagUpdates.SEEN_WHEN_RETRIEVED) {
                        drop.markSeen();
                    }
                } catch (MailboxException e) {
                    LOG.warn("messages could not be marked as seen", e);
                }
                log.disconnected(user.account().name(), ending, traffic.in(drop));
            }
        }
    }

    /// Serves commands until the session ends, and answers why it did.
    private String serve() throws IOException {
        while (true) {
            // Answers to commands that came together leave together (RFC 2449 §6.6)
            if (wire.input().buffered() == 0) {
                wire.flush();
            }
            Reply reply = step();
            send(reply);
            if (reply instanceof Reply.Line line) {
                switch (line.then()) {
                    case CONTINUE -> {}
                    case START_TLS -> authorization.startTls();
                    case HANG_UP -> {
                        wire.flush();
                        if (isAskedFor(line)) {
                            wire.peerQuits();
                        }
                        return why(line);
                    }
                }
            }
        }
    }

    private static String why(Reply.Line last) {
        return isAskedFor(last) ? "Logged out" : last.text().substring("-ERR ".length());
    }

    private static boolean isAskedFor(Reply.Line last) {
        return last.text().startsWith("+OK") || last.equals(Reply.NOT_ALL_DELETED);
    }

    private Reply step() {
        try {
            LineRead read = wire.input().readLine(MAX_LINE_OCTETS, patience());
            return switch (read) {
                case LineRead.Line line when OtherProtocol.isSpokenIn(line.octets()) ->
                        Reply.NOT_POP3;
                case LineRead.Line line -> answer(line);
                case LineRead.TooLong _ -> bad(Reply.TOO_LONG);
                case LineRead.NoLine(var kind) ->
                        kind == LineRead.Kind.ENDLESS ? Reply.ENDLESS : Reply.NOT_POP3;
            };
        } catch (SyntaxException error) {
            return bad(Reply.misunderstood(error));
        } catch (MailboxException refusal) {
            return Reply.refused(refusal);
        } catch (WireClosedException gone) {
            throw gone;
        } catch (RuntimeException bug) {
            LOG.error("POP3 command failed", bug);
            return Reply.INTERNAL_ERROR;
        }
    }

    private Reply answer(LineRead.Line line) {
        boolean before = state instanceof NotLoggedIn;
        Reply reply = answer(Pop3Command.parse(line.text(StandardCharsets.UTF_8)));
        boolean wrong = reply.equals(Reply.UNKNOWN) || reply.equals(Reply.WRONG_STATE);
        return wrong || (before && isRefusal(reply)) ? bad(reply) : reply;
    }

    // Before login a command that fails is one that nobody needs
    private static boolean isRefusal(Reply reply) {
        return reply instanceof Reply.Line(var text, var then)
                && then == Reply.Then.CONTINUE
                && text.startsWith("-ERR");
    }

    private Reply bad(Reply reply) {
        badCommands++;
        return badCommands >= MAX_BAD_COMMANDS ? Reply.TOO_MANY_BAD : reply;
    }

    private Duration patience() {
        return switch (state) {
            case NotLoggedIn() -> authorization.timeLeft();
            case LoggedIn _ -> settings.idleTimeout();
        };
    }

    private Reply answer(Pop3Command command) {
        return switch (state) {
            case NotLoggedIn() -> authorize(command);
            case LoggedIn in -> serve(command, in);
        };
    }

    private Reply authorize(Pop3Command command) {
        return switch (command.keyword()) {
            case "CAPA" -> capa();
            case "STLS" -> stls();
            case "USER" -> authorization.user(command.words());
            case "PASS" -> loggedIn(authorization.pass(command.argument()));
            case "AUTH" -> loggedIn(authorization.auth(command.words()));
            case "QUIT" -> Reply.LOGGING_OUT;
            case "STAT", "LIST", "UIDL", "RETR", "TOP", "DELE", "NOOP", "RSET" -> Reply.WRONG_STATE;
            case String other when OF_OTHER_PROTOCOLS.contains(other) -> Reply.NOT_POP3;
            default -> Reply.UNKNOWN;
        };
    }

    private Reply serve(Pop3Command command, LoggedIn in) {
        return switch (command.keyword()) {
            case "CAPA" -> capa();
            case "STAT" -> in.commands().stat();
            case "LIST" -> in.commands().list(command.words());
            case "UIDL" -> in.commands().uidl(command.words());
            case "RETR" -> in.commands().retr(command.words());
            case "TOP" -> in.commands().top(command.words());
            case "DELE" -> in.commands().dele(command.words());
            case "RSET" -> in.commands().rset();
            case "NOOP" -> Reply.OK;
            case "QUIT" -> in.commands().quit();
            case "STLS", "USER", "PASS", "AUTH" -> Reply.WRONG_STATE;
            default -> Reply.UNKNOWN;
        };
    }

    // RFC 2449 §5, §6
    private Reply capa() {
        var lines = new ArrayList<String>();
        lines.addAll(List.of("TOP", "UIDL", "RESP-CODES", "PIPELINING", "AUTH-RESP-CODE"));
        if (authorization.offersTls()) {
            lines.add("STLS");
        }
        if (authorization.allowsPasswords()) {
            lines.add("USER");
            lines.add("SASL " + String.join(" ", authorization.mechanisms()));
        }
        lines.add("IMPLEMENTATION Mailroom");
        return new Reply.Listing("+OK", lines.stream());
    }

    // What came in clear behind STLS may be somebody else's
    private Reply stls() {
        Reply reply = authorization.stls();
        return reply.equals(Reply.BEGIN_TLS) && wire.input().buffered() > 0
                ? Reply.PLAINTEXT_AFTER_STLS
                : reply;
    }

    private Reply loggedIn(Authorization.Result result) {
        return switch (result) {
            case Authorization.Refused(Reply reply) -> reply;
            case Authorization.Passed(User user) -> opened(user);
        };
    }

    private Reply opened(User user) {
        try {
            Mailbox inbox = service.store().account(user.account()).open(MailboxName.INBOX);
            var drop = Maildrop.of(inbox);
            state = new LoggedIn(user, drop, new Transaction(drop));
            return Reply.LOGGED_IN;
        } catch (MailboxException refusal) {
            user.place().close();
            throw refusal;
        }
    }

    private void send(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Line(var text, var _) -> wire.write(text + "\r\n");
            case Reply.Listing(var text, var lines) -> {
                wire.write(text + "\r\n");
                lines.forEach(line -> wire.write(line + "\r\n"));
                wire.write(".\r\n");
            }
            case Reply.Message message -> sendMessage(message);
        }
    }

    private void sendMessage(Reply.Message message) throws IOException {
        InputStream content;
        try {
            content = message.content().open();
        } catch (IOException e) {
            LOG.error("a message cannot be opened", e);
            send(Reply.INTERNAL_ERROR);
            return;
        }
        try (content) {
            wire.write(message.text() + "\r\n");
            InputStream wanted =
                    message.bodyLines().isPresent()
                            ? new TopOfMessage(content, message.bodyLines().getAsLong())
                            : content;
            var text = new DottedText(wire::write, DottedText.ANY_LENGTH);
            traffic.sent(message, text.send(wanted));
        }
        if (state instanceof LoggedIn in) {
            in.commands().sent(message);
        }
    }
}
