// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.Transport;
import org.mailroom.core.route.Route;
import org.mailroom.core.tls.ClientTls;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Carries mail to other servers: finds them, tries them in turn, sends. Settings are asked for
/// anew for each delivery, so a reload reaches the next one. Safe for use by several threads.
public final class SmtpCourier implements Courier {
    private final Supplier<ClientSettings> settings;
    private final Resolver resolver;
    private final Transport transport;
    private final RandomGenerator random;
    private final ClientTls tls = ClientTls.opportunistic();

    public SmtpCourier(
            Supplier<ClientSettings> settings,
            Resolver resolver,
            Transport transport,
            RandomGenerator random) {
        this.settings = settings;
        this.resolver = resolver;
        this.transport = transport;
        this.random = random;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        ClientSettings current = settings.get();
        var tally = new Tally(consignment.recipients().size(), System::nanoTime);
        var finder = new TargetFinder(resolver, random, current);
        switch (find(consignment, finder)) {
            case TargetFinder.Nowhere(var outcome) -> tally.concludeOpen(outcome, "none");
            case TargetFinder.Targets(var targets) ->
                    new Attempts(consignment, tally, current, transport, tls).run(targets);
        }
        return tally.deliveries();
    }

    private static TargetFinder.Found find(Consignment consignment, TargetFinder finder) {
        if (!(consignment.routes().getFirst() instanceof Route.ToHosts route)) {
            throw new IllegalArgumentException("not to other servers: " + consignment.routes());
        }
        try {
            return finder.find(NextHop.parse(route.nexthop()));
        } catch (SyntaxException e) {
            return new TargetFinder.Nowhere(Diagnosis.badNextHop("bad next hop"));
        }
    }
}
