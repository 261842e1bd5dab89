// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TransportSpec;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A router that knows `demo` and `postmaster` in the local domains, everybody in the relay
/// domains, and no alias. Of `unsure` it cannot say anything.
public record SmallRouter(Set<String> localDomains, Set<String> relayDomains) implements Router {

    @Override
    public AddressClass classify(Address recipient) {
        String domain = recipient.domain().toLowerCase(Locale.ROOT);
        if (domain.isEmpty() || localDomains.contains(domain)) {
            return AddressClass.LOCAL;
        }
        return relayDomains.contains(domain) ? AddressClass.RELAY : AddressClass.DEFAULT;
    }

    @Override
    public Known known(Address recipient) {
        if (recipient.localPart().equals("unsure")) {
            return new Known.Unsure("no table");
        }
        boolean local = classify(recipient) == AddressClass.LOCAL;
        String user = recipient.localPart().toLowerCase(Locale.ROOT);
        return local && !Set.of("demo", "postmaster").contains(user)
                ? new Known.No("User unknown in local recipient table")
                : new Known.Yes();
    }

    @Override
    public Expansion expand(List<Recipient> recipients, Set<AliasKind> kinds) {
        return new Expansion.Final(recipients);
    }

    @Override
    public Route route(Address recipient, ReversePath sender) {
        return new Route.ToMailbox("local", "demo", recipient);
    }

    @Override
    public Route route(Address recipient, ReversePath sender, TransportSpec by) {
        return route(recipient, sender);
    }
}
