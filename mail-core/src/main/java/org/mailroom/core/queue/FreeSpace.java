// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Disk;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// The room on the disk of the queue, asked at most once a second. Safe for use by several threads.
final class FreeSpace {
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Disk disk;
    private final long needed;
    private volatile Reading last = new Reading(Long.MAX_VALUE, System.nanoTime() - VALID_NANOS);

    private record Reading(long octets, long atNanos) {}

    /// As Postfix: at least `queue_minfree`, and one and a half times the largest message.
    FreeSpace(Disk disk, QueueSettings settings) {
        this.disk = disk;
        this.needed = Math.max(settings.minFree(), settings.messageSizeLimit() * 3 / 2);
    }

    boolean has(long octets) {
        long usable = usable();
        return usable >= needed && usable - octets >= needed / 2;
    }

    private long usable() {
        Reading reading = last;
        if (System.nanoTime() - reading.atNanos() >= VALID_NANOS) {
            reading = new Reading(read(), System.nanoTime());
            last = reading;
        }
        return reading.octets();
    }

    private long read() {
        try {
            return disk.usableOctets();
        } catch (IOException e) {
            return 0;
        }
    }
}
