// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/// Where connecting has failed a short while ago. Others of equal preference are tried before: a
/// host whose IPv6 goes nowhere, or one of several that is down, costs a time-out once and not with
/// each delivery. Safe for use by several threads.
final class Unreachable {
    /// Then it is tried in its turn again.
    static final Duration REMEMBERED = Duration.ofMinutes(1);

    /// With more than this, the one that failed first is forgotten.
    static final int MAX_ADDRESSES = 1_000;

    private final LongSupplier nanoTime;

    /// When each failed last, in this order.
    @GuardedBy("this")
    private final SequencedMap<InetSocketAddress, Long> failures = new LinkedHashMap<>();

    Unreachable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void failed(InetSocketAddress address) {
        failures.putLast(address, nanoTime.getAsLong());
        if (failures.size() > MAX_ADDRESSES) {
            failures.pollFirstEntry();
        }
    }

    synchronized void reached(InetSocketAddress address) {
        failures.remove(address);
    }

    synchronized boolean contains(InetSocketAddress address) {
        Long failed = failures.get(address);
        return failed != null && nanoTime.getAsLong() - failed < REMEMBERED.toNanos();
    }
}
