// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.config.SaslOption;
import org.mailroom.core.table.Match;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Whether and how this server logs in at others.
///
/// @param options by how the connection is protected (`smtp_sasl_security_options` and its kind)
/// @param filter which of the offered mechanisms are looked at (`smtp_sasl_mechanism_filter`)
/// @param refusal what it means that a login is refused (`smtp_sasl_auth_soft_bounce`)
/// @param dummyAuth whether MAIL says `AUTH=<>` (`smtp_send_dummy_mail_auth`)
public record LoginPolicy(
        PasswordMaps passwords,
        Options options,
        Function<String, Match> filter,
        Refusal refusal,
        boolean dummyAuth) {

    /// Nobody is logged in.
    public static LoginPolicy never() {
        var any = Set.<SaslOption>of();
        return new LoginPolicy(
                PasswordMaps.none(),
                new Options(any, any, any),
                _ -> Match.YES,
                Refusal.FOR_NOW,
                false);
    }

    /// What a mechanism must be: in clear text, under TLS, and where the server is known by its
    /// certificate.
    public record Options(Set<SaslOption> clear, Set<SaslOption> tls, Set<SaslOption> verified) {
        public Options {
            clear = Set.copyOf(clear);
            tls = Set.copyOf(tls);
            verified = Set.copyOf(verified);
        }

        Set<SaslOption> of(Protection protection) {
            return switch (protection) {
                case CLEAR -> clear;
                case TLS -> tls;
                case VERIFIED -> verified;
            };
        }
    }

    /// How a connection is protected.
    public enum Protection {
        CLEAR,
        TLS,
        VERIFIED
    }

    /// What it means that a login is refused.
    public enum Refusal {
        FOR_NOW,
        AS_IT_SAYS
    }

    /// The best mechanism of those that a server offers.
    public Optional<ClientMechanism> choose(LoginOffer offer, Protection protection) {
        return Arrays.stream(ClientMechanism.values())
                .filter(offer::has)
                .filter(mechanism -> mechanism.has(options.of(protection)))
                .filter(mechanism -> filter.apply(mechanism.label()) instanceof Match.Yes)
                .findFirst();
    }
}
