// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections all doors together take, so that queue and mailboxes always have file
/// descriptors and memory left. Safe for use by several threads.
final class Capacity {
    private static final double SHARE_OF_DESCRIPTORS = 0.75;
    // What a session costs at the worst: its input, the last piece of it, and the rest
    private static final int OCTETS_PER_CONNECTION = 64 * 1024;
    private static final int REFUSALS = 64;

    private final int connections;
    private final AtomicInteger open = new AtomicInteger();

    /// What becomes of a connection.
    enum Admission {
        TAKEN,
        /// It is over the limit, and may be told so.
        REFUSED,
        /// There is no room even for those who are refused.
        CUT
    }

    Capacity(int connections) {
        this.connections = connections;
    }

    /// What this process can bear.
    static Capacity ofProcess() {
        long memory = Runtime.getRuntime().maxMemory() / OCTETS_PER_CONNECTION;
        boolean known =
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean;
        long descriptors = known ? (long) (maxDescriptors() * SHARE_OF_DESCRIPTORS) : memory;
        return new Capacity(Math.clamp(Math.min(memory, descriptors), 16, 1 << 20));
    }

    private static long maxDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getMaxFileDescriptorCount();
    }

    /// Counts a connection, whatever becomes of it, until `leave`.
    Admission enter() {
        int before = open.getAndIncrement();
        if (before < connections) {
            return Admission.TAKEN;
        }
        return before < connections + REFUSALS ? Admission.REFUSED : Admission.CUT;
    }

    void leave() {
        open.decrementAndGet();
    }
}
