// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.QueueEntry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/// Messages that nobody works on: deferred until they are due, or parked while an operator holds
/// them. For one thread at a time.
final class Pending {
    private final PriorityQueue<Waiting> deferred =
            new PriorityQueue<>(Comparator.comparing(Waiting::until));
    private final Set<QueueEntry> parked = new HashSet<>();

    private record Waiting(QueueEntry entry, Instant until) {}

    /// Defers a message; true where it is the next that will be due.
    boolean defer(QueueEntry entry, Instant until) {
        var waiting = new Waiting(entry, until);
        deferred.add(waiting);
        return waiting.equals(deferred.peek());
    }

    int deferred() {
        return deferred.size();
    }

    /// When the next one is due.
    Optional<Instant> nextDue() {
        return Optional.ofNullable(deferred.peek()).map(Waiting::until);
    }

    /// Takes those that are due, in the order in which they are.
    List<QueueEntry> takeDue(Instant now) {
        var due = new ArrayList<QueueEntry>();
        while (!deferred.isEmpty() && !deferred.element().until().isAfter(now)) {
            due.add(deferred.remove().entry());
        }
        return due;
    }

    /// Takes deferred ones before they are due.
    Set<QueueEntry> take(Predicate<QueueEntry> which) {
        var taken = new LinkedHashSet<QueueEntry>();
        deferred.removeIf(it -> which.test(it.entry()) && taken.add(it.entry()));
        return taken;
    }

    /// Parks a message that is held; false where it is not.
    boolean parkIfHeld(QueueEntry entry) {
        return entry.handling().held() && parked.add(entry);
    }

    /// Parks those deferred ones that are held by now.
    void parkHeld(Set<QueueEntry> entries) {
        parked.addAll(take(it -> entries.contains(it) && it.handling().held()));
    }

    /// Takes those that are here, deferred or parked.
    Set<QueueEntry> withdraw(Set<QueueEntry> entries) {
        Set<QueueEntry> here = take(entries::contains);
        for (QueueEntry entry : entries) {
            if (parked.remove(entry)) {
                here.add(entry);
            }
        }
        return here;
    }

    /// Takes the parked ones that are held no more.
    List<QueueEntry> unpark(Set<QueueEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.handling().held() && parked.remove(entry))
                .toList();
    }
}
