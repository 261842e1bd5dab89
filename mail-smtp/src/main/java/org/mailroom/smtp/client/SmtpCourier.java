// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.smtp.tlspolicy.TlsPolicies;

import java.util.List;
import java.util.function.Supplier;

/// Carries mail to other servers: finds them, tries them in turn, sends. Settings are asked for
/// anew for each delivery, so a reload reaches the next one. Safe for use by several threads.
public final class SmtpCourier implements Courier {
    private final Supplier<ClientSettings> settings;
    private final Means means;

    public SmtpCourier(Supplier<ClientSettings> settings, Means means) {
        this.settings = settings;
        this.means = means;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        Journey journey = Journey.begin(consignment, settings.get());
        switch (find(journey)) {
            case TargetFinder.Nowhere(var outcome) -> journey.tally().concludeOpen(outcome, "none");
            case TargetFinder.Targets(var targets) -> run(journey, targets);
        }
        return journey.tally().deliveries();
    }

    private void run(Journey journey, List<Target> targets) {
        switch (journey.settings().tls().policies().find(journey.route().nexthop())) {
            case TlsPolicies.Policy(var policy) ->
                    new Attempts(journey, means, policy).run(targets);
            case TlsPolicies.Fault(var reason) ->
                    journey.tally().concludeOpen(Diagnosis.badTlsPolicy(reason), "none");
        }
    }

    private TargetFinder.Found find(Journey journey) {
        try {
            return new TargetFinder(means, journey.settings())
                    .find(NextHop.parse(journey.route().nexthop()));
        } catch (SyntaxException e) {
            return new TargetFinder.Nowhere(Diagnosis.badNextHop("bad next hop"));
        }
    }
}
