// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.concurrent.atomic.AtomicLong;

/// The octets of message content that may lie in memory, for the whole server. Safe for use by
/// several threads.
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /// Takes octets if they are there.
    boolean take(long octets) {
        if (used.addAndGet(octets) <= limit) {
            return true;
        }
        used.addAndGet(-octets);
        return false;
    }

    void giveBack(long octets) {
        used.addAndGet(-octets);
    }

    /// Whether messages that are already safe may stay in memory: half of it is for those arriving.
    boolean hasRoomForCache() {
        return used.get() <= limit / 2;
    }

    long used() {
        return used.get();
    }
}
