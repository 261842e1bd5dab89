// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.ClientPrefix;
import org.mailroom.smtp.identity.Client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// How often a client may do something (Postfix's anvil).
///
/// @param service the name of the service, for the log
/// @param limits what has none may be done as often as a client likes
/// @param unit `anvil_rate_time_unit`: the time for which they hold
/// @param one who is one client
/// @param exempt for whom none of them holds
public record RateLimits(
        String service,
        Map<Event, Integer> limits,
        Duration unit,
        Function<InetAddress, ClientPrefix> one,
        Predicate<Client> exempt) {

    /// No limits.
    public static final RateLimits NONE =
            new RateLimits("smtp", Map.of(), Duration.ofMinutes(1), ClientPrefix::of, _ -> false);

    public RateLimits {
        limits = Map.copyOf(limits);
    }

    /// What a client does, and how the log calls it.
    public enum Event {
        CONNECTION("Connection rate limit exceeded"),
        MESSAGE("Message delivery request rate limit exceeded"),
        RECIPIENT("Recipient address rate limit exceeded"),
        NEW_TLS_SESSION("New TLS session rate limit exceeded"),
        AUTH("AUTH command rate limit exceeded");

        private final String excess;

        Event(String excess) {
            this.excess = excess;
        }

        String excess() {
            return excess;
        }
    }
}
