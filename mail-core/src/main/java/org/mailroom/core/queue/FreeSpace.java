// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The room on the disk of the queue, asked at most once a second. Safe for use by several threads.
final class FreeSpace {
    private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Disk disk;
    private final long needed;
    private volatile Reading last = new Reading(Long.MAX_VALUE, System.nanoTime() - VALID_NANOS);

    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - TELL_NANOS);

    private record Reading(long octets, long atNanos) {}

    /// As Postfix: at least `queue_minfree`, and one and a half times the largest message.
    FreeSpace(Disk disk, QueueSettings settings) {
        this.disk = disk;
        this.needed = Math.max(settings.minFree(), settings.messageSizeLimit() * 3 / 2);
    }

    boolean has(long octets) {
        long usable = usable();
        boolean hasRoom = usable >= needed && usable - octets >= needed / 2;
        if (!hasRoom) {
            tell(usable, octets);
        }
        return hasRoom;
    }

    // A full disk lasts, and every client asks: a line a minute.
    private void tell(long usable, long octets) {
        long last = toldAt.get();
        long now = System.nanoTime();
        if (now - last >= TELL_NANOS && toldAt.compareAndSet(last, now)) {
            LOG.warn(
                    "not enough room in {} for a message of {} octets: {} are free, {} must be"
                            + " (queue_minfree, 1.5 * message_size_limit); senders are told to come"
                            + " again: make room, or lower message_size_limit",
                    disk,
                    octets,
                    usable,
                    needed);
        }
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
