// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// Gives each new mailbox a UIDVALIDITY of its own: the time in seconds, and never the same twice
/// (RFC 9051 §2.3.1.1). Safe for use by several threads.
final class UidValidities {
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    UidValidities(InstantSource clock) {
        this.clock = clock;
    }

    long next() {
        long now = clock.instant().getEpochSecond() & 0x7fff_ffffL;
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
