// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.server.RateLimits.Event;

import java.util.Optional;

/// Keeps one client to its rates. On the session's thread.
record RateGuard(ClientRates rates, RateLimits limits, String hostname, SessionLog log) {

    /// Counts what the client does; the refusal where that is too much.
    Optional<Reply> count(Event event, Client client) {
        int limit = limits.limits().getOrDefault(event, 0);
        if (limit == 0 || limits.exempt().test(client)) {
            return Optional.empty();
        }
        int count = rates.count(limits.one().apply(client.address()), event, limits.unit());
        if (count <= limit) {
            return Optional.empty();
        }
        log.warning(
                "%s: %d from %s for service %s"
                        .formatted(event.excess(), count, client.label(), limits.service()));
        return Optional.of(refusal(event, client.addressText()));
    }

    private Reply refusal(Event event, String address) {
        return switch (event) {
            case CONNECTION -> Reply.tooMany(hostname, "connections", address);
            case NEW_TLS_SESSION -> Reply.tooMany(hostname, "new TLS sessions", address);
            case MESSAGE -> Reply.tooOften("much mail", address);
            case RECIPIENT -> Reply.tooOften("many recipients", address);
            case AUTH -> Reply.tooOften("many AUTH commands", address);
        };
    }
}
