// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.mailroom.core.table.TableFailedException.value;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.route.RouteSettings.Transports;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.util.Optional;
import java.util.function.Function;

/// By what transport the mail of a recipient goes (trivial-rewrite(8)): its class tells, for mail
/// that leaves also the sender; the transport table goes before both, and who has moved before all.
record TransportChoice(RouteSettings settings, ReversePath sender) {

    /// @throws TableFailedException when a table cannot be asked
    TransportSpec of(Address recipient) {
        Transports transports = settings.transports();
        Optional<String> moved = value(transports.relocated(), recipient);
        if (moved.isPresent()) {
            return new TransportSpec("error", moved.get());
        }
        TransportSpec byClass = byClass(recipient, transports);
        return value(transports.map(), recipient)
                .filter(text -> !text.equals(":"))
                .map(text -> TransportSpec.parse(text).orElse(byClass))
                .orElse(byClass);
    }

    private TransportSpec byClass(Address recipient, Transports transports) {
        return switch (AddressClasses.of(recipient, settings.domains())) {
            case LOCAL -> transports.local();
            case VIRTUAL_ALIAS ->
                    new TransportSpec("error", "5.1.1 User unknown in virtual alias table");
            case VIRTUAL_MAILBOX -> transports.virtual();
            case RELAY -> transports.relay().withNexthop(relayhost(transports));
            case DEFAULT -> {
                TransportSpec own = transports.otherwise();
                TransportSpec chosen =
                        bySender(transports.bySender().transport())
                                .map(text -> TransportSpec.parse(text).orElse(own))
                                .orElse(own);
                yield chosen.withNexthop(relayhost(transports));
            }
        };
    }

    private String relayhost(Transports transports) {
        return bySender(transports.bySender().relayhost()).orElse(transports.relayhost());
    }

    private Optional<String> bySender(Function<ReversePath, Lookup> map) {
        return value(map, sender)
                .filter(text -> !text.isEmpty() && !text.equalsIgnoreCase("DUNNO"));
    }
}
