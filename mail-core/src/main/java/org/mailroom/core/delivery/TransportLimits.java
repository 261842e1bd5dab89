// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.config.ConcurrencyFeedback;

import java.time.Duration;

/// How much goes to one destination of a transport, and through the transport, at once. A limit of
/// 0 is none.
///
/// @param recipients `transport_destination_recipient_limit`
/// @param rateDelay `transport_destination_rate_delay`
/// @param transportConcurrency `transport_transport_concurrency_limit`
/// @param transportRateDelay `transport_transport_rate_delay`
public record TransportLimits(
        Concurrency concurrency,
        int recipients,
        Duration rateDelay,
        int transportConcurrency,
        Duration transportRateDelay) {

    /// Postfix's defaults.
    public static final TransportLimits DEFAULT =
            new TransportLimits(Concurrency.of(5, 20), 50, Duration.ZERO, 500, Duration.ZERO);

    /// For the destination: `transport_initial_destination_concurrency`,
    /// `transport_destination_concurrency_limit`, and those with `feedback` and `cohort`.
    public record Concurrency(
            int initial,
            int limit,
            ConcurrencyFeedback positive,
            ConcurrencyFeedback negative,
            int failedCohorts) {

        public static Concurrency of(int initial, int limit) {
            return new Concurrency(
                    initial, limit, ConcurrencyFeedback.ONE, ConcurrencyFeedback.ONE, 1);
        }
    }

    public TransportLimits {
        if (concurrency.initial() < 1 || concurrency.limit() < 0) {
            throw new IllegalArgumentException("concurrency of " + concurrency);
        }
    }

    /// Deliveries to one destination at once at most. Where there has to be time between them, they
    /// come one after the other.
    int destinationLimit() {
        return rateDelay.isPositive() ? 1 : orNone(concurrency.limit());
    }

    /// As many of them as there may be at first.
    int initialWindow() {
        return Math.min(concurrency.initial(), destinationLimit());
    }

    int transportLimit() {
        return transportRateDelay.isPositive() ? 1 : orNone(transportConcurrency);
    }

    int recipientLimit() {
        return orNone(recipients);
    }

    private static int orNone(int limit) {
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    public TransportLimits with(Concurrency other) {
        return new TransportLimits(
                other, recipients, rateDelay, transportConcurrency, transportRateDelay);
    }

    public TransportLimits withRecipients(int limit) {
        return new TransportLimits(
                concurrency, limit, rateDelay, transportConcurrency, transportRateDelay);
    }
}
