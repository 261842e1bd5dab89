// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.dns.ServiceHost;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/// In which order the hosts of a service are tried (RFC 2782).
final class ServiceOrder {
    /// What weighs nothing has a very small chance.
    private static final double LEAST_WEIGHT = 0.001;

    private ServiceOrder() {}

    /// By priority; among equals at random, the heavier ones first as often as their weight says.
    static List<ServiceHost> of(List<ServiceHost> hosts, RandomGenerator random) {
        var drawn = new IdentityHashMap<ServiceHost, Double>();
        for (ServiceHost host : hosts) {
            drawn.put(host, -Math.log(random.nextDouble()) / Math.max(host.weight(), LEAST_WEIGHT));
        }
        return hosts.stream()
                .sorted(
                        Comparator.comparingInt(ServiceHost::priority)
                                .thenComparingDouble(host -> drawn.getOrDefault(host, 0.0)))
                .toList();
    }
}
