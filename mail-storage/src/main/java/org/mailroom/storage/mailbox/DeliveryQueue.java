// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Deliveries that wait for one mailbox, in the order they came. Safe for use by several threads.
final class DeliveryQueue {
    /// More goes into the next batch, so that nobody is kept out of the mailbox for long.
    private static final long MAX_OCTETS = 8 << 20;

    @GuardedBy("this")
    private final Deque<PendingDelivery> waiting = new ArrayDeque<>();

    synchronized void add(PendingDelivery delivery) {
        waiting.add(delivery);
    }

    /// The next batch; at least one where any wait.
    synchronized List<PendingDelivery> takeBatch() {
        List<PendingDelivery> taken = new ArrayList<>();
        long octets = 0;
        while (!waiting.isEmpty() && octets < MAX_OCTETS) {
            PendingDelivery next = waiting.remove();
            octets += next.posting().content().octets();
            taken.add(next);
        }
        return taken;
    }
}
