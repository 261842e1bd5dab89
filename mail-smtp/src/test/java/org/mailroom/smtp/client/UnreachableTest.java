// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

class UnreachableTest {
    private static final InetSocketAddress MX = address(25);

    private final AtomicLong clock = new AtomicLong();
    private final Unreachable unreachable = new Unreachable(clock::get);

    @Test
    void remembersForAMinute() {
        unreachable.failed(MX);

        clock.addAndGet(Unreachable.REMEMBERED.toNanos() - 1);
        assertThat(unreachable.contains(MX)).isTrue();
        clock.incrementAndGet();
        assertThat(unreachable.contains(MX)).isFalse();
    }

    @Test
    void forgetsWhatHasBeenReached() {
        unreachable.failed(MX);

        unreachable.reached(MX);

        assertThat(unreachable.contains(MX)).isFalse();
    }

    @Test
    void forgetsTheOneThatFailedFirstWhereThereAreMany() {
        unreachable.failed(address(1));
        unreachable.failed(address(2));
        unreachable.failed(address(1));
        for (int port = 3; port <= Unreachable.MAX_ADDRESSES + 1; port++) {
            unreachable.failed(address(port));
        }

        assertThat(unreachable.contains(address(1))).isTrue();
        assertThat(unreachable.contains(address(2))).isFalse();
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), port);
    }
}
