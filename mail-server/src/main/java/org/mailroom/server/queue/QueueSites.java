// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The messages that wait for one site (flush(8)).
record QueueSites(QueueView view) {

    /// Those with a recipient of that domain, or literal, who still waits.
    List<QueueEntry> of(String site) throws IOException {
        var entries = new ArrayList<QueueEntry>();
        for (Placed placed : view.all()) {
            Optional<QueuedMessage> message = view.load(placed);
            if (message.isPresent() && goesTo(site, placed.entry(), message.get().envelope())) {
                entries.add(placed.entry());
            }
        }
        return entries;
    }

    private static boolean goesTo(String site, QueueEntry entry, Envelope envelope) {
        return Arrays.stream(entry.pending())
                .mapToObj(it -> envelope.recipients().get(it).address().domain())
                .anyMatch(site::equalsIgnoreCase);
    }
}
