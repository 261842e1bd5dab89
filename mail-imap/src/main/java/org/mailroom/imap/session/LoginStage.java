// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.LoginAttempt;
import org.mailroom.core.account.LoginVerdict;
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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/// A session before its login: TLS, and who the client is (RFC 3501 §6.2). On the session's thread.
final class LoginStage {
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);
    private static final int MAX_SASL_OCTETS = 12 * 1024;

    /// What came of a login.
    sealed interface Result {}

    record Passed(User user) implements Result {}

    record Refused(Completion completion) implements Result {}

    private final ImapService service;
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
        return judged(command.user(), command.password(), "PLAIN");
    }

    Result authenticate(Authenticate command) {
        if (passwords() == Passwords.FORBIDDEN) {
            return privacyRequired();
        }
        return switch (command.mechanism()) {
            case "PLAIN" -> plain(command.initial());
            case "LOGIN" -> userThenPassword(command.initial());
            default ->
                    new Refused(Completion.no("CANNOT", "Unsupported authentication mechanism."));
        };
    }

    // RFC 4616 §2: authorization identity, NUL, authentication identity, NUL, password
    private Result plain(Optional<String> initial) {
        String message = initial.map(LoginStage::initial).orElseGet(() -> ask(""));
        String[] parts = message.split("\0", -1);
        if (parts.length != 3 || !(parts[0].isEmpty() || parts[0].equals(parts[1]))) {
            return new Refused(Completion.bad("Invalid SASL response."));
        }
        return judged(parts[1], parts[2], "PLAIN");
    }

    private Result userThenPassword(Optional<String> initial) {
        String user = initial.map(LoginStage::initial).orElseGet(() -> ask("Username:"));
        return judged(user, ask("Password:"), "LOGIN");
    }

    // RFC 4959 §3: "=" is an empty initial response
    private static String initial(String text) {
        return text.equals("=") ? "" : decoded(text);
    }

    private String ask(String challenge) {
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

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
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

    private Result judged(String user, String password, String mechanism) {
        attempts++;
        lastUser = user;
        var attempt = new LoginAttempt(user, password, "imap", wire.peer().remote().getAddress());
        return switch (service.authenticator().login(attempt)) {
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
