// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

/// The couriers, by the kind of route.
///
/// @param mailbox into mailboxes of this server
/// @param hosts to other servers
/// @param pipes to programs
/// @param owners to commands and files of users
/// @param lists to the members of lists
public record Couriers(
        Courier mailbox, Courier hosts, Courier pipes, Courier owners, Courier lists) {
    private static final Courier DISCARD = new DiscardCourier();
    private static final Courier ERROR = new ErrorCourier();

    Courier of(Route route) {
        return switch (route) {
            case Route.ToMailbox _ -> mailbox;
            case Route.ToHosts _ -> hosts;
            case Route.ToPipe _ -> pipes;
            case Route.ToOwner _ -> owners;
            case Route.ToList _ -> lists;
            case Route.Discard _ -> DISCARD;
            case Route.Reject _, Route.Defer _ -> ERROR;
        };
    }
}
