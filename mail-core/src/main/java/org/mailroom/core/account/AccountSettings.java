// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What accounts take from the configuration.
///
/// @param databases `passdb`, in its order
/// @param localDomain whether a domain is one of `mydestination`
/// @param loginDomain what users may leave out (`smtpd_sasl_local_domain`)
/// @param trusted clients that are never made to wait: `mynetworks`
/// @param failureDelay `auth_failure_delay`: how long the answer to a wrong password takes, and how
///   long the next one waits
/// @param blocks who may not log in for a while
/// @param owners whose account the certificates of a client open (`login_clientcerts`)
/// @param channelBinding `sasl_channel_binding`
public record AccountSettings(
        List<PasswordDatabase> databases,
        Function<String, Match> localDomain,
        Optional<String> loginDomain,
        Predicate<InetAddress> trusted,
        Duration failureDelay,
        BlockLimits blocks,
        Function<List<X509Certificate>, Lookup> owners,
        boolean channelBinding) {

    public AccountSettings {
        databases = List.copyOf(databases);
    }
}
