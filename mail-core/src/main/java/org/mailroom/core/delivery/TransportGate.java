// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What all deliveries through one transport pass, once they have a place at their destination.
/// Safe for use by several threads; never blocks.
final class TransportGate {
    /// One place of so many is not for a party that has all others.
    private static final int KEPT_FOR_OTHERS = 5;

    @GuardedBy("this")
    private TransportLimits limits;

    @GuardedBy("this")
    private final Places places = new Places();

    @GuardedBy("this")
    private boolean closing;

    TransportGate(TransportLimits limits) {
        this.limits = limits;
    }

    /// Whether a delivery may begin; else it waits in the line.
    synchronized boolean enter(Visitor visitor, TransportLimits newest, Instant now) {
        limits = newest;
        return !closing && places.take(visitor, number(), now);
    }

    /// Ends a delivery, and answers whose turn it is.
    synchronized List<Visitor> leave(String party, Instant now) {
        places.giveBack(party, limits.transportRateDelay(), now);
        return rise(now);
    }

    /// Takes back a place that was not used, without a rest, and answers whose turn it is.
    synchronized List<Visitor> withdraw(String party, Instant now) {
        places.giveBack(party, Duration.ZERO, now);
        return rise(now);
    }

    /// Lets one go who waits in the line; false when it does not wait there.
    synchronized boolean forget(Visitor visitor) {
        return places.forget(visitor);
    }

    /// Whose turn it is after a rest.
    synchronized List<Visitor> rise(Instant now) {
        return places.next(number(), now);
    }

    // Where deliveries of one party hang, wherever they go, some places are left to others.
    @GuardedBy("this")
    private Places.Count number() {
        int all = limits.transportLimit();
        return new Places.Count(all, all - all / KEPT_FOR_OTHERS);
    }

    synchronized void close() {
        closing = true;
        places.clear();
    }
}
