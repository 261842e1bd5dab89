// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One place where mail goes, with the number of deliveries that may be under way to it at once.
/// That number, the window, follows Postfix's feedback (SCHEDULER_README): it grows with each
/// success, and shrinks with each failure of the destination as a whole; after so many full rounds
/// of failures the destination counts as dead for a while. Who comes while all places are taken
/// waits in a line. Safe for use by several threads; never blocks.
final class Destination {
    /// Deliveries that are under way or wait, for `Destinations`, which guards it.
    int users;

    @GuardedBy("this")
    private TransportLimits limits;

    @GuardedBy("this")
    private int window;

    @GuardedBy("this")
    private final Places places = new Places();

    /// What successes and failures have added up to since the window last changed.
    @GuardedBy("this")
    private double success;

    @GuardedBy("this")
    private double failure;

    /// The rounds that have failed since the last success.
    @GuardedBy("this")
    private double failedRounds;

    @GuardedBy("this")
    private @Nullable Suspension suspension;

    /// Failures are remembered as long.
    @GuardedBy("this")
    private Instant rememberedUntil = Instant.EPOCH;

    @GuardedBy("this")
    private boolean closing;

    private record Suspension(Instant until, Outcome.Deferred cause) {}

    Destination(TransportLimits limits) {
        this.limits = limits;
        this.window = limits.initialWindow();
    }

    /// A visitor and what it is told.
    record Turn(Visitor visitor, Admission admission) {}

    /// The answer at once; empty when all places are taken: then the visitor waits in the line.
    synchronized Optional<Admission> enter(Visitor visitor, TransportLimits newest, Instant now) {
        limits = newest;
        window = Math.min(window, limits.destinationLimit());
        if (closing) {
            return Optional.of(Admission.CLOSING);
        }
        Suspension dead = suspension;
        if (dead != null && now.isBefore(dead.until())) {
            return Optional.of(new Admission.Suspended(dead.cause()));
        }
        suspension = null;
        return places.take(visitor, number(), now)
                ? Optional.of(Admission.GRANTED)
                : Optional.empty();
    }

    /// Ends a delivery, and answers whose turn it is. A destination that is given up now is left
    /// alone until `resume`, and the whole line goes away.
    synchronized List<Turn> leave(String party, Feedback feedback, Instant now, Instant resume) {
        switch (feedback) {
            case Feedback.Answered() -> answered();
            case Feedback.Dead(Outcome.Deferred cause) -> {
                rememberedUntil = resume;
                failed(cause, resume);
            }
            case Feedback.Nothing() -> {}
        }
        places.giveBack(party, limits.rateDelay(), now);
        return rise(now);
    }

    /// Takes back a place that was not used, without a rest, and answers whose turn it is.
    synchronized List<Turn> withdraw(String party, Instant now) {
        places.giveBack(party, Duration.ZERO, now);
        return rise(now);
    }

    /// Lets one go who waits in the line; false when it does not wait there.
    synchronized boolean forget(Visitor visitor) {
        return places.forget(visitor);
    }

    @GuardedBy("this")
    private void answered() {
        failedRounds = 0;
        rememberedUntil = Instant.EPOCH;
        if (suspension != null) {
            // Not dead after all: as much as works just now.
            suspension = null;
            begin(places.taken());
        } else if (window < mostNow()) {
            grow(limits.concurrency().positive().at(window));
        }
    }

    // Where few are under way, their success says nothing about many.
    @GuardedBy("this")
    private int mostNow() {
        return Math.min(limits.destinationLimit(), places.taken() + limits.initialWindow());
    }

    @GuardedBy("this")
    private void begin(int newWindow) {
        window = Math.max(1, newWindow);
        success = 0;
        failure = 0;
    }

    @GuardedBy("this")
    private void grow(double feedback) {
        success += feedback;
        // Half of the feedback, as thirds do not add up to one.
        if (success + feedback / 2 >= 1) {
            window++;
            success -= 1;
            failure = 0;
        }
    }

    @GuardedBy("this")
    private void failed(Outcome.Deferred cause, Instant resume) {
        if (suspension != null) {
            return;
        }
        int rounds = limits.concurrency().failedCohorts();
        failedRounds += 1.0 / window;
        if (rounds > 0 && failedRounds >= rounds) {
            suspension = new Suspension(resume, cause);
            failedRounds = 0;
            begin(limits.initialWindow());
        } else {
            shrink(limits.concurrency().negative().at(window));
        }
    }

    // Takes effect with the first failure, unlike growth.
    @GuardedBy("this")
    private void shrink(double feedback) {
        failure -= feedback;
        if (failure - feedback / 2 < 0) {
            window = Math.max(1, window - 1);
            success = 0;
            failure += 1;
        }
    }

    /// Whose turn it is, also after a rest.
    synchronized List<Turn> rise(Instant now) {
        Suspension dead = suspension;
        if (dead != null) {
            var admission = new Admission.Suspended(dead.cause());
            return places.dismiss().stream().map(it -> new Turn(it, admission)).toList();
        }
        return places.next(number(), now).stream()
                .map(it -> new Turn(it, Admission.GRANTED))
                .toList();
    }

    /// What failed before is forgotten.
    synchronized void revive() {
        suspension = null;
        failedRounds = 0;
        rememberedUntil = Instant.EPOCH;
    }

    @GuardedBy("this")
    private Places.Count number() {
        return new Places.Count(window, window);
    }

    /// Nobody's turn comes any more.
    synchronized void close() {
        closing = true;
        places.clear();
    }

    /// Whether nothing about it needs to be remembered.
    synchronized boolean isForgettable(Instant now) {
        return !now.isBefore(rememberedUntil) && !places.isResting(now);
    }
}
