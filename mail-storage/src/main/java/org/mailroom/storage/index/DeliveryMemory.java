// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last deliveries into a mailbox, so that none happens twice, and how far what the index says
/// is known to be in the file: after a power loss it may tell of messages that never got there. For
/// one thread at a time.
final class DeliveryMemory {
    /// Enough for all that the queue may take up again after a crash.
    private static final int DELIVERIES = 8192;

    private final Map<DeliveryKey, Long> uids = new LinkedHashMap<>();
    private long syncedBelow = 1;

    void remember(Collection<Delivered> deliveries) {
        for (Delivered delivered : deliveries) {
            uids.put(delivered.key(), delivered.uid());
        }
        var oldest = uids.keySet().iterator();
        for (int tooMany = uids.size() - DELIVERIES; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
    }

    boolean knows(DeliveryKey key) {
        return uids.containsKey(key);
    }

    void forget(Collection<Long> lost) {
        uids.values().removeIf(lost::contains);
    }

    void synced(long uidNext) {
        syncedBelow = Math.max(syncedBelow, uidNext);
    }

    /// Messages with a lower UID were durable when the index said so.
    long syncedBelow() {
        return syncedBelow;
    }

    List<Delivered> all() {
        return uids.entrySet().stream()
                .map(known -> new Delivered(known.getKey(), known.getValue()))
                .toList();
    }
}
