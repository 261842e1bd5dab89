// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Handover;
import org.mailroom.core.route.Route;

import java.util.Optional;

/// What would become of mail that is only asked about (`sendmail -bv`), in Postfix's words.
final class Probe {
    private Probe() {}

    /// Empty where a courier has to say it: it asks another server, or does nothing to any mail.
    static Optional<Courier.Delivery> withoutCourier(Route route) {
        return switch (route) {
            case Route.ToMailbox(var transport, _, _) -> taken(transport, "delivers to mailbox");
            case Route.ToOwner(var handover, _) -> taken("local", "delivers to " + what(handover));
            case Route.ToPipe(var transport, _, _) ->
                    taken(transport, "delivers to command: that of transport " + transport);
            case Route.ToList(_, var owner, _) ->
                    taken("local", "delivers to the members of a list, whose owner is " + owner);
            case Route.ToHosts _, Route.Discard _, Route.Reject _, Route.Defer _ ->
                    Optional.empty();
        };
    }

    private static String what(Handover handover) {
        return switch (handover.kind()) {
            case COMMAND -> "command: " + handover.target();
            case FILE -> "file: " + handover.target();
        };
    }

    private static Optional<Courier.Delivery> taken(String relay, String text) {
        return Optional.of(new Courier.Delivery(new Outcome.Delivered("2.0.0", text), relay));
    }
}
