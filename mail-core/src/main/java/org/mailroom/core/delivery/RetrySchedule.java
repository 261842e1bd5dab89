// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;

import java.time.Duration;
import java.time.Instant;

/// When a message is tried again, and when it is given up, by Postfix's parameters of the same
/// names (qmgr(8)): the wait doubles as the message grows older, between two bounds.
public record RetrySchedule(
        Duration minimalBackoffTime,
        Duration maximalBackoffTime,
        Duration queueRunDelay,
        Duration maximalQueueLifetime,
        Duration bounceQueueLifetime,
        Duration delayWarningTime) {

    /// No message is as old: one clock of the two was wrong, and the mail is not to suffer for it.
    private static final Duration ABSURD = Duration.ofDays(10 * 365);

    public static final RetrySchedule DEFAULT =
            new RetrySchedule(
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(4000),
                    Duration.ofSeconds(300),
                    Duration.ofDays(5),
                    Duration.ofDays(5),
                    Duration.ZERO);

    /// The next attempt after one that has just failed: never sooner than a queue run would come.
    public Instant next(Instant arrived, Instant now) {
        Duration wait = clamp(Duration.between(arrived, now));
        return now.plus(wait.compareTo(queueRunDelay) < 0 ? queueRunDelay : wait);
    }

    private Duration clamp(Duration age) {
        if (age.compareTo(minimalBackoffTime) < 0) {
            return minimalBackoffTime;
        }
        return age.compareTo(maximalBackoffTime) > 0 ? maximalBackoffTime : age;
    }

    /// A due time in bounds: one of the past is now, and one of the far future, which only a wall
    /// clock that was wrong can have written, is the latest that could be.
    public Instant clampDue(Instant due, Instant now) {
        Instant latest = now.plus(longest());
        if (due.isBefore(now)) {
            return now;
        }
        return due.isAfter(latest) ? latest : due;
    }

    private Duration longest() {
        return maximalBackoffTime.compareTo(queueRunDelay) < 0 ? queueRunDelay : maximalBackoffTime;
    }

    /// Whether a message is too old for another attempt.
    public boolean isExpired(ReversePath sender, Instant arrived, Instant now) {
        return isOlder(
                switch (sender) {
                    case ReversePath.Null _ -> bounceQueueLifetime;
                    case ReversePath.Sender _ -> maximalQueueLifetime;
                },
                arrived,
                now);
    }

    /// Whether a notification of a message was due for so long that it would be given up by now.
    public boolean isPastNotice(Instant arrived, Instant now) {
        return isOlder(maximalQueueLifetime.plus(bounceQueueLifetime), arrived, now);
    }

    private static boolean isOlder(Duration lifetime, Instant arrived, Instant now) {
        Duration age = Duration.between(arrived, now);
        return age.compareTo(lifetime) >= 0 && age.compareTo(ABSURD) < 0;
    }

    /// Whether the sender should hear of the delay by now.
    public boolean isDelayed(Instant arrived, Instant now) {
        return delayWarningTime.isPositive()
                && Duration.between(arrived, now).compareTo(delayWarningTime) >= 0;
    }
}
