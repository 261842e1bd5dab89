// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.LoginAttempt;
import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslExchange;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Authenticate;
import org.mailroom.imap.grammar.ImapCommand.Login;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.Capabilities.Passwords;
import org.mailroom.imap.session.Capabilities.StartTls;
import org.mailroom.imap.session.SessionState.User;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

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
    private final long started = System.nanoTime();
    private final Duration limit;
    private int attempts;
    private String lastUser = "";

    LoginStage(
            ImapService service,
            ImapSettings settings,
            Wire wire,
            ResponseWriter out,
            ImapReader reader,
            SessionLog log) {
        this.service = service;
        this.sasl = new Sasl(service.authenticator());
        this.limit = settings.loginTimeout();
        this.wire = wire;
        this.out = out;
        this.reader = reader;
        this.log = log;
    }

    Duration timeLeft() {
        Duration left = limit.minusNanos(System.nanoTime() - started);
        return left.isNegative() ? Duration.ZERO : left;
    }

    String capabilities() {
        boolean canStart = service.startTls().isPresent() && wire.tls().isEmpty();
        return Capabilities.beforeLogin(
                passwords(), canStart ? StartTls.OFFERED : StartTls.NOT_OFFERED);
    }

    // Passwords cross the wire under TLS, or where there is no wire.
    private Passwords passwords() {
        boolean safe =
                wire.tls().isPresent() || wire.peer().remote().getAddress().isLoopbackAddress();
        return safe ? Passwords.ALLOWED : Passwords.FORBIDDEN;
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
        if (passwords() == Passwords.FORBIDDEN) {
            return privacyRequired();
        }
        InetAddress client = wire.peer().remote().getAddress();
        var attempt = new LoginAttempt(command.user(), command.password(), "imap", client);
        return judged(service.authenticator().login(attempt), command.user(), "PLAIN");
    }

    Result authenticate(Authenticate command) {
        if (passwords() == Passwords.FORBIDDEN) {
            return privacyRequired();
        }
        InetAddress client = wire.peer().remote().getAddress();
        return sasl.begin(command.mechanism(), "imap", client)
                .map(exchange -> exchanged(exchange, command))
                .orElseGet(
                        () ->
                                new Refused(
                                        Completion.no(
                                                "CANNOT",
                                                "Unsupported authentication mechanism.")));
    }

    private Result exchanged(SaslExchange exchange, Authenticate command) {
        SaslExchange.Step step = exchange.start(command.initial().map(LoginStage::initial));
        while (step instanceof SaslExchange.Challenge(var text)) {
            step = exchange.answer(ask(text));
        }
        return switch (step) {
            case SaslExchange.Done(var verdict, var user) ->
                    judged(verdict, user, command.mechanism());
            case SaslExchange.Challenge _, SaslExchange.Malformed _ ->
                    new Refused(Completion.bad("Invalid SASL response."));
        };
    }

    // RFC 4959 §3: "=" is an empty initial response
    private static byte[] initial(String text) {
        return text.equals("=") ? new byte[0] : decoded(text);
    }

    private byte[] ask(String challenge) {
        byte[] octets = challenge.getBytes(StandardCharsets.US_ASCII);
        out.text("+ ").text(Base64.getEncoder().encodeToString(octets)).crlf();
        out.flush();
        wire.flush();
        LineRead read = reader.line(MAX_SASL_OCTETS, timeLeft());
        if (!(read instanceof LineRead.Line line)) {
            throw new SyntaxException("SASL response is too long");
        }
        String answer = line.text(StandardCharsets.US_ASCII);
        // RFC 3501 §6.2.2: the client gives up
        if (answer.equals("*")) {
            throw new SyntaxException("Authentication aborted by client");
        }
        return decoded(answer);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new SyntaxException("Invalid base64 data");
        }
    }

    private static Result privacyRequired() {
        return new Refused(
                Completion.no(
                        "PRIVACYREQUIRED",
                        "Plaintext authentication disallowed on non-secure (SSL/TLS)"
                                + " connections."));
    }

    private Result judged(LoginVerdict verdict, String user, String mechanism) {
        attempts++;
        lastUser = user;
        return switch (verdict) {
            case LoginVerdict.Accepted(var account) -> {
                User found = new User(account, service.store().account(account));
                log.loggedIn(account.name(), mechanism);
                yield new Passed(found);
            }
            case LoginVerdict.Rejected _ ->
                    new Refused(Completion.no("AUTHENTICATIONFAILED", "Authentication failed."));
            case LoginVerdict.Unavailable _ ->
                    new Refused(Completion.no("UNAVAILABLE", "Temporary authentication failure."));
        };
    }

    void ended(String ending) {
        long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        String tried =
                attempts == 0
                        ? "no auth attempts in %d secs".formatted(seconds)
                        : "auth failed, %d attempts in %d secs".formatted(attempts, seconds);
        log.ended(attempts == 0 ? "Disconnected" : "Aborted login", tried, lastUser);
    }
}
