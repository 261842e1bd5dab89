// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.util.List;

/// Says no, now or for good, as the route says (error(8), retry(8)).
final class ErrorCourier implements Courier {

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        return consignment.routes().stream()
                .map(route -> new Delivery(outcome(route), "none"))
                .toList();
    }

    private static Outcome outcome(Route route) {
        return switch (route) {
            case Route.Reject(String status, String text) -> new Outcome.Failed(status, text);
            case Route.Defer(String status, String text) -> new Outcome.Deferred(status, text);
            case Route.ToMailbox _,
                    Route.Onward _,
                    Route.ToList _,
                    Route.ToOwner _,
                    Route.Discard _ ->
                    throw new IllegalArgumentException("not an error: " + route);
        };
    }
}
