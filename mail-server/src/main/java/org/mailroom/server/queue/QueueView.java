// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueName;
import org.mailroom.core.queue.QueuedMessage;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The queue at a moment, as Postfix's tools see it: in four queues.
///
/// @param incoming what waits for its first delivery
public record QueueView(
        Queue queue,
        Supplier<Set<QueueEntry>> incoming,
        LastDialogues dialogues,
        InstantSource clock) {

    /// A message and the queue that it is in.
    record Placed(QueueName name, QueueEntry entry) {}

    /// All messages, queue by queue, the oldest first.
    List<Placed> all() {
        Instant now = clock.instant();
        Set<QueueEntry> first = incoming.get();
        return queue.entries().stream()
                .map(it -> new Placed(name(it, first, now), it))
                .sorted(
                        Comparator.comparing(Placed::name)
                                .thenComparing(it -> it.entry().arrived())
                                .thenComparing(it -> it.entry().id().text()))
                .toList();
    }

    Optional<Placed> find(String id) {
        return queue.find(id).map(it -> new Placed(name(it, incoming.get(), clock.instant()), it));
    }

    private static QueueName name(QueueEntry entry, Set<QueueEntry> incoming, Instant now) {
        QueueName name = entry.queue(now);
        return name == QueueName.ACTIVE && incoming.contains(entry) ? QueueName.INCOMING : name;
    }

    /// Envelope and content; empty when it has left the queue.
    Optional<QueuedMessage> load(Placed placed) throws IOException {
        return queue.load(placed.entry());
    }
}
