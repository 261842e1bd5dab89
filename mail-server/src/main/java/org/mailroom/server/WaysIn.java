// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.FilterParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.intake.WayIn;

import java.util.Optional;
import java.util.Set;

/// From `main.cf` to what is special to mail that comes by one service.
final class WaysIn {
    /// By which mail comes from `sendmail`, and again from the queue.
    static final ServiceName PICKUP = ServiceName.client("pickup");

    private WaysIn() {}

    static WayIn of(MainCf main, ServiceName service) {
        return new WayIn(
                Optional.of(main.get(FilterParameters.CONTENT_FILTER, service))
                        .filter(filter -> !filter.isEmpty()),
                Set.copyOf(main.get(FilterParameters.RECEIVE_OVERRIDE_OPTIONS, service)));
    }
}
