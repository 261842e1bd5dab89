// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslClient;
import org.mailroom.core.config.SaslOption;
import org.mailroom.core.table.Match;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Who may log in, and by which mechanisms.
///
/// @param filter `smtpd_sasl_mechanism_filter`
/// @param clear `smtpd_sasl_security_options`
/// @param tls `smtpd_sasl_tls_security_options`
/// @param exceptions clients that are not offered to (`smtpd_sasl_exceptions_networks`)
public record SaslRules(
        Function<String, Match> filter,
        Set<SaslOption> clear,
        Set<SaslOption> tls,
        Predicate<InetAddress> exceptions) {
    /// Postfix's defaults, with EXTERNAL.
    public static final SaslRules USUAL =
            new SaslRules(
                    _ -> Match.YES,
                    Set.of(SaslOption.NOANONYMOUS),
                    Set.of(SaslOption.NOANONYMOUS),
                    _ -> false);

    public SaslRules {
        clear = Set.copyOf(clear);
        tls = Set.copyOf(tls);
    }

    boolean allow(String mechanism, SaslClient client) {
        return Sasl.has(mechanism, client.tls().isPresent() ? tls : clear)
                && filter.apply(mechanism) instanceof Match.Yes;
    }
}
