// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.config.SaslOption;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// The SASL mechanisms of this server. Safe for use by several threads.
public final class Sasl {
    private static final String PLUS = "-PLUS";
    private static final String EXTERNAL = "EXTERNAL";
    private static final int NONCE_OCTETS = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Set<SaslOption> OF_SCRAM =
            Set.of(
                    SaslOption.NOPLAINTEXT,
                    SaslOption.NOACTIVE,
                    SaslOption.NOANONYMOUS,
                    SaslOption.MUTUAL_AUTH);
    private static final Set<SaslOption> OF_EXTERNAL =
            Set.of(
                    SaslOption.NOPLAINTEXT,
                    SaslOption.NOACTIVE,
                    SaslOption.NODICTIONARY,
                    SaslOption.NOANONYMOUS);
    private static final Set<SaslOption> OF_PLAINTEXT = Set.of(SaslOption.NOANONYMOUS);

    private final Authenticator authenticator;
    private final BiPredicate<String, SaslClient> allowed;

    /// All mechanisms, for all clients.
    public Sasl(Authenticator authenticator) {
        this(authenticator, (_, _) -> true);
    }

    /// @param allowed which mechanisms a client may use
    public Sasl(Authenticator authenticator, BiPredicate<String, SaslClient> allowed) {
        this.authenticator = authenticator;
        this.allowed = allowed;
    }

    /// Whether a mechanism is all of this.
    public static boolean has(String mechanism, Set<SaslOption> wanted) {
        if (mechanism.startsWith("SCRAM-")) {
            return OF_SCRAM.containsAll(wanted);
        }
        return (mechanism.equals(EXTERNAL) ? OF_EXTERNAL : OF_PLAINTEXT).containsAll(wanted);
    }

    /// The mechanisms that a client can use where nobody can listen, the best one first.
    public List<String> mechanisms(SaslClient client) {
        var mechanisms = new ArrayList<String>();
        Set<ScramHash> scram = authenticator.scram();
        for (ScramHash hash : ScramHash.values()) {
            if (scram.contains(hash)) {
                if (canBind(client)) {
                    mechanisms.add(hash.mechanism() + PLUS);
                }
                mechanisms.add(hash.mechanism());
            }
        }
        if (authenticator.ownerOf(client.shown()).isPresent()) {
            mechanisms.add(EXTERNAL);
        }
        mechanisms.add("PLAIN");
        mechanisms.add("LOGIN");
        mechanisms.removeIf(mechanism -> !allowed.test(mechanism, client));
        return List.copyOf(mechanisms);
    }

    /// Begins an exchange; empty where the mechanism is none of those that the client can use.
    public Optional<SaslExchange> begin(String mechanism, SaslClient client) {
        String name = mechanism.toUpperCase(Locale.ROOT);
        return mechanisms(client).contains(name)
                ? Optional.of(exchange(name, client))
                : Optional.empty();
    }

    private SaslExchange exchange(String name, SaslClient client) {
        var judge = new PasswordJudge(authenticator, client);
        return switch (name) {
            case "PLAIN" -> new PlainExchange(judge);
            case "LOGIN" -> new LoginExchange(judge);
            case EXTERNAL ->
                    new ExternalExchange(
                            authenticator,
                            client,
                            authenticator.ownerOf(client.shown()).orElse(""));
            default -> scram(name, client);
        };
    }

    private SaslExchange scram(String name, SaslClient client) {
        ScramHash hash =
                name.startsWith(ScramHash.SHA_256.mechanism())
                        ? ScramHash.SHA_256
                        : ScramHash.SHA_1;
        ScramExchange.Binding binding =
                mechanisms(client).contains(hash.mechanism() + PLUS)
                        ? ScramExchange.Binding.OFFERED
                        : ScramExchange.Binding.IMPOSSIBLE;
        return new ScramExchange(
                hash,
                name.endsWith(PLUS) ? ScramExchange.Binding.IN_USE : binding,
                authenticator,
                client,
                Sasl::nonce);
    }

    private boolean canBind(SaslClient client) {
        return authenticator.bindsChannels() && client.channel().canBind();
    }

    private static String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    record PasswordJudge(Authenticator authenticator, SaslClient client) {
        SaslExchange.Step judge(String user, String password) {
            var attempt = new LoginAttempt(user, password, client.service(), client.address());
            return new SaslExchange.Done(authenticator.login(attempt), user);
        }
    }
}
