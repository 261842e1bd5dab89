// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.LoginAttempt;
import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslClient;
import org.mailroom.core.account.SaslDialogue;
import org.mailroom.core.account.SaslExchange;
import org.mailroom.core.log.SessionLog;
import org.mailroom.core.message.Printable;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Authenticate;
import org.mailroom.imap.grammar.ImapCommand.Login;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.Capabilities.StartTls;
import org.mailroom.imap.session.SessionState.User;
import org.mailroom.storage.AccountStore;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A session before its login: TLS, and who the client is (RFC 3501 §6.2). On the session's thread.
final class LoginStage {
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);
    private static final int MAX_SASL_OCTETS = 12 * 1024;

    /// What came of a login.
    sealed interface Result {}

    record Passed(User user) implements Result {}

    record Refused(Completion completion) implements Result {}

    private final ImapService service;
    private final Sasl sasl;
    private final Wire wire;
    private final ResponseWriter out;
    private final ImapReader reader;
    private final SessionLog log;
    private final ImapSettings settings;

    LoginStage(
            ImapService service,
            ImapSettings settings,
            Wire wire,
            ResponseWriter out,
            ImapReader reader,
            SessionLog log) {
        this.service = service;
        this.sasl = new Sasl(service.authenticator());
        this.settings = settings;
        this.wire = wire;
        this.out = out;
        this.reader = reader;
        this.log = log;
    }

    Duration timeLeft() {
        Duration left = settings.loginTimeout().minus(log.age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    String capabilities() {
        boolean canStart = service.startTls().isPresent() && wire.tls().isEmpty();
        return Capabilities.beforeLogin(
                wire.isPrivate() ? sasl.mechanisms(saslClient()) : List.of(),
                canStart ? StartTls.OFFERED : StartTls.NOT_OFFERED);
    }

    private SaslClient saslClient() {
        return SaslClient.of(wire, "imap");
    }

    Completion mayStartTls() {
        if (wire.tls().isPresent()) {
            return Completion.bad("TLS is already active.");
        }
        return service.startTls().isEmpty()
                ? Completion.bad("TLS is not available.")
                : Completion.startTls();
    }

    /// The handshake. Octets that came with STARTTLS end the session (RFC 3207 §6).
    void startTls() {
        out.flush();
        wire.startTls(service.startTls().orElseThrow().get(), HANDSHAKE);
    }

    Result login(Login command) {
        if (!wire.isPrivate()) {
            return privacyRequired();
        }
        InetAddress client = wire.peer().remote().getAddress();
        var attempt = new LoginAttempt(command.user(), command.password(), "imap", client);
        return judged(service.authenticator().login(attempt), command.user(), "PLAIN");
    }

    Result authenticate(Authenticate command) {
        if (!wire.isPrivate()) {
            return privacyRequired();
        }
        return sasl.begin(command.mechanism(), saslClient())
                .map(exchange -> exchanged(exchange, command))
                .orElseGet(
                        () ->
                                new Refused(
                                        Completion.no(
                                                "CANNOT",
                                                "Unsupported authentication mechanism.")));
    }

    private Result exchanged(SaslExchange exchange, Authenticate command) {
        return switch (SaslDialogue.run(exchange, command.initial(), this::ask)) {
            case SaslDialogue.Judged(var verdict, var user) ->
                    judged(verdict, user, command.mechanism());
            case SaslDialogue.Cancelled _ ->
                    new Refused(Completion.bad("Authentication aborted by client."));
            case SaslDialogue.Malformed _ -> new Refused(Completion.bad("Invalid SASL response."));
        };
    }

    private String ask(String challenge) {
        out.text("+ ").text(challenge).crlf();
        out.flush();
        wire.flush();
        LineRead read = reader.line(MAX_SASL_OCTETS, timeLeft());
        if (!(read instanceof LineRead.Line line)) {
            throw new SyntaxException("SASL response is too long");
        }
        return line.text(StandardCharsets.US_ASCII);
    }

    private static Result privacyRequired() {
        return new Refused(
                Completion.no(
                        "PRIVACYREQUIRED",
                        "Plaintext authentication disallowed on non-secure (SSL/TLS)"
                                + " connections."));
    }

    private Result judged(LoginVerdict verdict, String user, String mechanism) {
        log.attempted(user);
        if (verdict.equals(new LoginVerdict.Rejected(LoginVerdict.Why.BLOCKED))) {
            log.blocked();
        }
        return switch (verdict) {
            case LoginVerdict.Accepted(var account) -> admitted(account, mechanism);
            case LoginVerdict.Rejected _ ->
                    new Refused(Completion.no("AUTHENTICATIONFAILED", "Authentication failed."));
            // RFC 5530 §3: the password was right, and opens nothing
            case LoginVerdict.Closed(var reason) ->
                    new Refused(Completion.no("AUTHORIZATIONFAILED", Printable.of(reason)));
            case LoginVerdict.Unavailable _ ->
                    new Refused(Completion.no("UNAVAILABLE", "Temporary authentication failure."));
        };
    }

    private Result admitted(Account account, String mechanism) {
        AccountStore store = service.store().account(account);
        InetAddress client = wire.peer().remote().getAddress();
        int most = settings.maxUserIpConnections();
        var place = service.connections().enter(account, client, most);
        if (place.isEmpty()) {
            log.tooManySessions(account.name(), mechanism, most);
            return new Refused(Completion.tooManySessions(most));
        }
        wire.recognized();
        log.loggedIn(account.name(), mechanism);
        return new Passed(new User(account, store, place.get()));
    }
}
