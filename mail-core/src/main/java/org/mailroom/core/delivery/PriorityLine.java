// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.QueueEntry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Messages in the order in which they came, those of a higher priority before all others (RFC 6710
/// §5). Guarded by its owner.
final class PriorityLine {
    private final SortedMap<Integer, ArrayDeque<QueueEntry>> byPriority =
            new TreeMap<>(Comparator.reverseOrder());

    void add(QueueEntry entry) {
        byPriority.computeIfAbsent(entry.priority(), _ -> new ArrayDeque<>()).add(entry);
    }

    boolean isEmpty() {
        return byPriority.isEmpty();
    }

    /// Takes the next one; there must be one.
    QueueEntry remove() {
        var lines = byPriority.values().iterator();
        ArrayDeque<QueueEntry> first = lines.next();
        QueueEntry next = first.remove();
        if (first.isEmpty()) {
            lines.remove();
        }
        return next;
    }

    Stream<QueueEntry> stream() {
        return byPriority.values().stream().flatMap(Collection::stream);
    }

    int size() {
        return byPriority.values().stream().mapToInt(Collection::size).sum();
    }
}
