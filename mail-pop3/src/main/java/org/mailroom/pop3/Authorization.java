// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.LoginAttempt;
import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslClient;
import org.mailroom.core.account.SaslDialogue;
import org.mailroom.core.account.SaslExchange;
import org.mailroom.core.account.UserConnections;
import org.mailroom.core.log.SessionLog;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A session in the AUTHORIZATION state: TLS, and who the client is (RFC 1939 §4). On the session's
/// thread.
final class Authorization {
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);
    private static final int MAX_FAILURES = 3;
    private static final int MAX_SASL_OCTETS = 12 * 1024;

    /// What came of a login.
    sealed interface Result {}

    record Passed(User user) implements Result {}

    /// Who has logged in; the place is given back when the session ends.
    record User(Account account, UserConnections.Place place) {}

    record Refused(Reply reply) implements Result {}

    private final Pop3Service service;
    private final Sasl sasl;
    private final Wire wire;
    private final SessionLog log;
    private final Pop3Settings settings;
    private int failures;
    private Optional<String> user = Optional.empty();

    Authorization(Pop3Service service, Pop3Settings settings, Wire wire, SessionLog log) {
        this.service = service;
        this.sasl = new Sasl(service.authenticator());
        this.settings = settings;
        this.wire = wire;
        this.log = log;
    }

    Duration timeLeft() {
        Duration left = settings.loginTimeout().minus(log.age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// Whether a password may cross the wire.
    boolean allowsPasswords() {
        return wire.isPrivate();
    }

    /// The mechanisms of AUTH; none where no password may cross the wire.
    List<String> mechanisms() {
        return allowsPasswords() ? sasl.mechanisms(saslClient()) : List.of();
    }

    private SaslClient saslClient() {
        return SaslClient.of(wire, "pop3");
    }

    boolean offersTls() {
        return service.startTls().isPresent() && wire.tls().isEmpty();
    }

    // RFC 2595 §4
    Reply stls() {
        if (wire.tls().isPresent()) {
            return Reply.TLS_ALREADY;
        }
        return service.startTls().isEmpty() ? Reply.NO_TLS : Reply.BEGIN_TLS;
    }

    /// The handshake. Octets that came with STLS end the session; what was said before it is
    /// forgotten (RFC 2595 §4).
    void startTls() {
        user = Optional.empty();
        wire.startTls(service.startTls().orElseThrow().get(), HANDSHAKE);
    }

    // RFC 1939 §7
    Reply user(String name) {
        if (!allowsPasswords()) {
            return Reply.PRIVACY_REQUIRED;
        }
        if (name.isEmpty()) {
            return Reply.NO_USERNAME;
        }
        user = Optional.of(name);
        return Reply.OK;
    }

    Result pass(String password) {
        if (!allowsPasswords()) {
            return new Refused(Reply.PRIVACY_REQUIRED);
        }
        if (user.isEmpty()) {
            return new Refused(Reply.NO_USERNAME);
        }
        String name = user.get();
        user = Optional.empty();
        InetAddress client = wire.peer().remote().getAddress();
        var attempt = new LoginAttempt(name, password, "pop3", client);
        return judged(service.authenticator().login(attempt), name, "PLAIN");
    }

    // RFC 5034 §4
    Result auth(String argument) {
        if (argument.isEmpty()) {
            // What Outlook asks for and RFC 1734 did not have: the mechanisms
            return new Refused(new Reply.Listing("+OK", mechanisms().stream()));
        }
        if (!allowsPasswords()) {
            return new Refused(Reply.PRIVACY_REQUIRED);
        }
        String[] words = argument.split(" +", 2);
        Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        return sasl.begin(mechanism, saslClient())
                .map(exchange -> exchanged(exchange, mechanism, initial))
                .orElseGet(() -> new Refused(Reply.UNKNOWN_MECHANISM));
    }

    private Result exchanged(SaslExchange exchange, String mechanism, Optional<String> initial) {
        return switch (SaslDialogue.run(exchange, initial, this::ask)) {
            case SaslDialogue.Judged(var verdict, var name) -> judged(verdict, name, mechanism);
            case SaslDialogue.Cancelled _ -> new Refused(Reply.LOGIN_CANCELLED);
            case SaslDialogue.Malformed _ -> new Refused(Reply.LOGIN_MALFORMED);
        };
    }

    private String ask(String challenge) {
        wire.write("+ " + challenge + "\r\n");
        wire.flush();
        LineRead read = wire.input().readLine(MAX_SASL_OCTETS, timeLeft());
        if (!(read instanceof LineRead.Line line)) {
            throw new SyntaxException("SASL response is too long.");
        }
        return line.text(StandardCharsets.US_ASCII);
    }

    private Result judged(LoginVerdict verdict, String name, String mechanism) {
        log.attempted(name);
        if (verdict.equals(new LoginVerdict.Rejected(LoginVerdict.Why.BLOCKED))) {
            log.blocked();
        }
        return switch (verdict) {
            case LoginVerdict.Accepted(var account) -> admitted(account, mechanism);
            case LoginVerdict.Rejected _ ->
                    new Refused(
                            ++failures < MAX_FAILURES
                                    ? Reply.LOGIN_FAILED
                                    : Reply.LOGIN_FAILED_TOO_OFTEN);
            case LoginVerdict.Closed(var reason) -> new Refused(Reply.closed(reason));
            case LoginVerdict.Unavailable _ -> new Refused(Reply.LOGIN_UNAVAILABLE);
        };
    }

    private Result admitted(Account account, String mechanism) {
        InetAddress client = wire.peer().remote().getAddress();
        int most = settings.maxUserIpConnections();
        var place = service.connections().enter(account, client, most);
        if (place.isEmpty()) {
            log.tooManySessions(account.name(), mechanism, most);
            return new Refused(Reply.TOO_MANY_SESSIONS);
        }
        wire.recognized();
        log.loggedIn(account.name(), mechanism);
        return new Passed(new User(account, place.get()));
    }
}
