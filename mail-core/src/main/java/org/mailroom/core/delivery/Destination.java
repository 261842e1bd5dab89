// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One place where mail goes, with the number of deliveries that may be under way to it at once.
/// That number follows Postfix's feedback (SCHEDULER_README): it grows by one with each success,
/// and shrinks by one with each failure of the destination as a whole; after a full round of
/// failures the destination counts as dead for a while. Safe for use by several threads.
final class Destination {
    private final DeliverySettings.Concurrency concurrency;

    /// Deliveries that are under way or wait, for `Destinations`, which guards it.
    int users;

    @GuardedBy("this")
    private int window;

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private int waiting;

    /// The share of a round that has failed since the last success.
    @GuardedBy("this")
    private double failedRound;

    @GuardedBy("this")
    private @Nullable Suspension suspension;

    /// Failures are remembered as long.
    @GuardedBy("this")
    private Instant rememberedUntil = Instant.EPOCH;

    @GuardedBy("this")
    private boolean closing;

    private record Suspension(Instant until, Outcome.Deferred cause) {}

    Destination(DeliverySettings.Concurrency concurrency) {
        this.concurrency = concurrency;
        this.window = concurrency.initial();
    }

    /// Waits for a place.
    synchronized Admission enter(int maxWaiting, Instant now) {
        if (waiting >= maxWaiting) {
            return Admission.CROWDED;
        }
        waiting++;
        try {
            while (running >= window && !closing && suspension == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Admission.CLOSING;
        } finally {
            waiting--;
        }
        return answer(now);
    }

    @GuardedBy("this")
    private Admission answer(Instant now) {
        if (closing) {
            return Admission.CLOSING;
        }
        Suspension dead = suspension;
        if (dead != null && now.isBefore(dead.until())) {
            return new Admission.Suspended(dead.cause());
        }
        suspension = null;
        running++;
        return Admission.GRANTED;
    }

    /// Ends a delivery. A destination that is given up now is left alone until `resume`.
    synchronized void leave(Feedback feedback, Instant resume) {
        running--;
        switch (feedback) {
            case Feedback.Answered() -> {
                failedRound = 0;
                rememberedUntil = Instant.EPOCH;
                window = Math.min(concurrency.limit(), window + 1);
            }
            case Feedback.Dead(Outcome.Deferred cause) -> {
                rememberedUntil = resume;
                failedRound += 1.0 / window;
                window = Math.max(1, window - 1);
                if (failedRound >= 1) {
                    suspension = new Suspension(resume, cause);
                    failedRound = 0;
                    window = concurrency.initial();
                }
            }
            case Feedback.Nothing() -> {}
        }
        if (waiting > 0) {
            notifyAll();
        }
    }

    synchronized void close() {
        closing = true;
        notifyAll();
    }

    /// Whether nothing about it needs to be remembered.
    synchronized boolean isForgettable(Instant now) {
        return !now.isBefore(rememberedUntil);
    }
}
