// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Instant;
import java.util.List;

/// What all deliveries through one transport pass, once they have a place at their destination.
/// Safe for use by several threads; never blocks.
final class TransportGate {

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
        return !closing && places.take(visitor, limits.transportLimit(), now);
    }

    /// Ends a delivery, and answers whose turn it is.
    synchronized List<Visitor> leave(Instant now) {
        places.giveBack(limits.transportRateDelay(), now);
        return rise(now);
    }

    /// Whose turn it is after a rest.
    synchronized List<Visitor> rise(Instant now) {
        return places.next(limits.transportLimit(), now);
    }

    synchronized void close() {
        closing = true;
        places.clear();
    }
}
