// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// What accounts take from the configuration.
///
/// @param databases `passdb`, in its order
/// @param isLocalDomain whether a domain is one of `mydestination`
/// @param trusted clients that are never made to wait: `mynetworks`
/// @param failureDelay `auth_failure_delay`: how long the answer to a wrong password takes, and how
///   long the next one waits
public record AccountSettings(
        List<PasswordDatabase> databases,
        Predicate<String> isLocalDomain,
        Predicate<InetAddress> trusted,
        Duration failureDelay) {

    public AccountSettings {
        databases = List.copyOf(databases);
    }
}
