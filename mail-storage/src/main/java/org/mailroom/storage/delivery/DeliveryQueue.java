// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayList;
import java.util.List;

/// Deliveries that wait for one mailbox, in the order they came. Safe for use by several threads.
final class DeliveryQueue {
    /// More goes into a batch of its own, so that nobody is kept out of the mailbox for long.
    private static final long MAX_OCTETS = 8 << 20;

    @GuardedBy("this")
    private List<PendingDelivery> waiting = new ArrayList<>();

    /// Whether others wait already.
    enum Turn {
        FIRST,
        LATER
    }

    synchronized Turn add(PendingDelivery delivery) {
        waiting.add(delivery);
        return waiting.size() == 1 ? Turn.FIRST : Turn.LATER;
    }

    /// All that wait, in batches.
    List<List<PendingDelivery>> takeAll() {
        List<List<PendingDelivery>> batches = new ArrayList<>();
        long octets = MAX_OCTETS;
        for (PendingDelivery delivery : take()) {
            if (octets >= MAX_OCTETS) {
                batches.add(new ArrayList<>());
                octets = 0;
            }
            batches.getLast().add(delivery);
            octets += delivery.posting().content().octets();
        }
        return batches;
    }

    private synchronized List<PendingDelivery> take() {
        List<PendingDelivery> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }
}
