// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.TransportParameters;
import org.mailroom.core.delivery.DeliverySettings;
import org.mailroom.core.delivery.TransportLimits;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// From `main.cf` to the limits of each transport.
final class DeliveryLimits {
    /// Stands for every transport of which nothing is said.
    private static final String ANY = "transport";

    private static final Set<String> INTO_MAILBOXES = Set.of("local", "virtual");

    private static final List<Parameter<?>> PER_TRANSPORT =
            List.of(
                    TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_LIMIT,
                    TransportParameters.TRANSPORT_INITIAL_DESTINATION_CONCURRENCY,
                    TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK,
                    TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK,
                    TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT,
                    TransportParameters.TRANSPORT_DESTINATION_RECIPIENT_LIMIT,
                    TransportParameters.TRANSPORT_DESTINATION_RATE_DELAY,
                    TransportParameters.TRANSPORT_TRANSPORT_RATE_DELAY,
                    TransportParameters.TRANSPORT_TRANSPORT_CONCURRENCY_LIMIT);

    private final MainCf main;

    private DeliveryLimits(MainCf main) {
        this.main = main;
    }

    static DeliverySettings.Limits of(MainCf main) {
        var limits = new DeliveryLimits(main);
        var named = new HashSet<String>();
        PER_TRANSPORT.forEach(parameter -> named.addAll(main.transportsWith(parameter)));
        var own = new HashMap<String, TransportLimits>();
        for (String name : named) {
            boolean mailboxes = INTO_MAILBOXES.contains(name);
            own.put(name, mailboxes ? limits.intoMailboxes(name) : limits.toHosts(name));
        }
        return new DeliverySettings.Limits(limits.toHosts(ANY), limits.intoMailboxes(ANY), own);
    }

    private TransportLimits toHosts(String name) {
        int initial = main.get(TransportParameters.TRANSPORT_INITIAL_DESTINATION_CONCURRENCY, name);
        int limit = main.get(TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_LIMIT, name);
        int all = main.get(TransportParameters.TRANSPORT_TRANSPORT_CONCURRENCY_LIMIT, name);
        return limits(name, initial, limit, all);
    }

    // They share locks and syncs, so that many at once are as good as one.
    private TransportLimits intoMailboxes(String name) {
        int usual = main.get(TransportParameters.MAILBOX_DESTINATION_CONCURRENCY_LIMIT);
        int limit = own(TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_LIMIT, name, usual);
        int initial =
                own(
                        TransportParameters.TRANSPORT_INITIAL_DESTINATION_CONCURRENCY,
                        name,
                        limit == 0 ? Integer.MAX_VALUE : limit);
        int all = own(TransportParameters.TRANSPORT_TRANSPORT_CONCURRENCY_LIMIT, name, 0);
        return limits(name, initial, limit, all).withRecipients(1);
    }

    private int own(Parameter<Integer> parameter, String name, int otherwise) {
        return main.transportsWith(parameter).contains(name)
                ? main.get(parameter, name)
                : otherwise;
    }

    private TransportLimits limits(String name, int initial, int limit, int all) {
        var concurrency =
                new TransportLimits.Concurrency(
                        initial,
                        limit,
                        main.get(
                                TransportParameters
                                        .TRANSPORT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK,
                                name),
                        main.get(
                                TransportParameters
                                        .TRANSPORT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK,
                                name),
                        main.get(
                                TransportParameters
                                        .TRANSPORT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT,
                                name));
        return new TransportLimits(
                concurrency,
                main.get(TransportParameters.TRANSPORT_DESTINATION_RECIPIENT_LIMIT, name),
                main.get(TransportParameters.TRANSPORT_DESTINATION_RATE_DELAY, name),
                all,
                main.get(TransportParameters.TRANSPORT_TRANSPORT_RATE_DELAY, name));
    }
}
