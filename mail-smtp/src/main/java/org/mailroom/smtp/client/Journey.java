// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.route.Route;

/// One delivery: what is carried, where to, by which settings, and what has become of it so far.
record Journey(Consignment consignment, Route.ToHosts route, ClientSettings settings, Tally tally) {

    static Journey begin(Consignment consignment, ClientSettings settings) {
        if (!(consignment.routes().getFirst() instanceof Route.ToHosts route)) {
            throw new IllegalArgumentException("not to other servers: " + consignment.routes());
        }
        var tally = new Tally(consignment.recipients().size(), System::nanoTime);
        return new Journey(consignment, route, settings, tally);
    }

    /// The next hop without brackets and port.
    String nexthopName() {
        return NextHop.parse(route.nexthop()).name();
    }
}
