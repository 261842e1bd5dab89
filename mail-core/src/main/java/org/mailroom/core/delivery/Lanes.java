// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.QueueEntry;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The messages that may be worked on but have no active slot yet: new ones, those that are due
/// again, and those with many recipients. The three take turns, and within each the priority
/// counts. Of the large ones only so many are active as their recipients fit into memory. Used
/// under the lock of `QueueManager`.
final class Lanes {
    /// Recipients that make a message a large one.
    private static final int LARGE = 50;

    private final PriorityLine incoming = new PriorityLine();
    private final PriorityLine due = new PriorityLine();
    private final PriorityLine large = new PriorityLine();
    private Turn turn = Turn.INCOMING;

    /// The recipients of all large messages among the active ones.
    private long activeRecipients;

    private enum Turn {
        INCOMING,
        DUE,
        LARGE;

        Turn next() {
            return switch (this) {
                case INCOMING -> DUE;
                case DUE -> LARGE;
                case LARGE -> INCOMING;
            };
        }
    }

    void addNew(QueueEntry entry) {
        (isLarge(entry) ? large : incoming).add(entry);
    }

    void addDue(QueueEntry entry) {
        (isLarge(entry) ? large : due).add(entry);
    }

    /// Takes the next one, if there is one that may begin.
    Optional<QueueEntry> next(int recipientLimit) {
        for (int i = 0; i < Turn.values().length; i++) {
            Turn whose = turn;
            turn = turn.next();
            boolean mayBegin = whose != Turn.LARGE || activeRecipients < recipientLimit;
            PriorityLine lane = lane(whose);
            if (mayBegin && !lane.isEmpty()) {
                return Optional.of(lane.remove());
            }
        }
        return Optional.empty();
    }

    private PriorityLine lane(Turn whose) {
        return switch (whose) {
            case INCOMING -> incoming;
            case DUE -> due;
            case LARGE -> large;
        };
    }

    void becameActive(QueueEntry entry) {
        activeRecipients += isLarge(entry) ? entry.recipientCount() : 0;
    }

    void isActiveNoMore(QueueEntry entry) {
        activeRecipients -= isLarge(entry) ? entry.recipientCount() : 0;
    }

    private static boolean isLarge(QueueEntry entry) {
        return entry.recipientCount() > LARGE;
    }

    int newOnes() {
        return incoming.size();
    }

    Set<QueueEntry> newOnesNow() {
        return Stream.concat(incoming.stream(), large.stream().filter(it -> it.due().isEmpty()))
                .collect(Collectors.toSet());
    }

    int size() {
        return incoming.size() + due.size() + large.size();
    }
}
