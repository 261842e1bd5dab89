// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The SASL mechanisms of this server. Safe for use by several threads.
public final class Sasl {
    /// Mechanisms that send the password itself: under TLS or on loopback only.
    public static final List<String> PLAINTEXT_MECHANISMS = List.of("PLAIN", "LOGIN");

    private final Authenticator authenticator;

    public Sasl(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// Begins an exchange; empty where the mechanism is not known. `service` and `client` are those
    /// of `LoginAttempt`.
    public Optional<SaslExchange> begin(String mechanism, String service, InetAddress client) {
        var judge = new PasswordJudge(authenticator, service, client);
        return switch (mechanism.toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> Optional.of(new PlainExchange(judge));
            case "LOGIN" -> Optional.of(new LoginExchange(judge));
            default -> Optional.empty();
        };
    }

    record PasswordJudge(Authenticator authenticator, String service, InetAddress client) {
        SaslExchange.Step judge(String user, String password) {
            var attempt = new LoginAttempt(user, password, service, client);
            return new SaslExchange.Done(authenticator.login(attempt), user);
        }
    }
}
