// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One place where mail goes, with the number of deliveries that may be under way to it at once.
/// That number follows Postfix's feedback (SCHEDULER_README): it grows by one with each success,
/// and shrinks by one with each failure of the destination as a whole; after a full round of
/// failures the destination counts as dead for a while. Who comes while all places are taken waits
/// in a line. Safe for use by several threads; never blocks.
final class Destination {
    private final DeliverySettings.Concurrency concurrency;

    /// Deliveries that are under way or wait, for `Destinations`, which guards it.
    int users;

    @GuardedBy("this")
    private int window;

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private final ArrayDeque<Visitor> line = new ArrayDeque<>();

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

    /// A visitor and what it is told.
    record Turn(Visitor visitor, Admission admission) {}

    /// The answer at once; empty when all places are taken: then the visitor waits in the line.
    synchronized Optional<Admission> enter(Visitor visitor, Instant now) {
        if (closing) {
            return Optional.of(Admission.CLOSING);
        }
        Suspension dead = suspension;
        if (dead != null && now.isBefore(dead.until())) {
            return Optional.of(new Admission.Suspended(dead.cause()));
        }
        suspension = null;
        if (running >= window) {
            line.add(visitor);
            return Optional.empty();
        }
        running++;
        return Optional.of(Admission.GRANTED);
    }

    /// Ends a delivery, and answers whose turn it is. A destination that is given up now is left
    /// alone until `resume`, and the whole line goes away.
    synchronized List<Turn> leave(Feedback feedback, Instant resume) {
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
        return turns();
    }

    @GuardedBy("this")
    private List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        Suspension dead = suspension;
        while (!line.isEmpty() && (dead != null || running < window)) {
            if (dead != null) {
                turns.add(new Turn(line.remove(), new Admission.Suspended(dead.cause())));
            } else {
                running++;
                turns.add(new Turn(line.remove(), Admission.GRANTED));
            }
        }
        return turns;
    }

    /// What failed before is forgotten.
    synchronized void revive() {
        suspension = null;
        failedRound = 0;
        rememberedUntil = Instant.EPOCH;
    }

    /// Nobody's turn comes any more.
    synchronized void close() {
        closing = true;
        line.clear();
    }

    /// Whether nothing about it needs to be remembered.
    synchronized boolean isForgettable(Instant now) {
        return !now.isBefore(rememberedUntil);
    }
}
