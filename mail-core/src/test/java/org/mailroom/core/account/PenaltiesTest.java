// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.ClientPrefix;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class PenaltiesTest {
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final AtomicLong clock = new AtomicLong();
    private final Penalties penalties = new Penalties(clock::get);

    @Test
    void doublesTheDelayWithEachGuessUpToFifteenSeconds() {
        List<Long> seconds = new ArrayList<>();
        for (int guess = 0; guess < 6; guess++) {
            seconds.add(penalties.of(client("192.0.2.1"), FIRST).toSeconds());
            penalties.failed(client("192.0.2.1"), FIRST);
        }

        assertThat(seconds).containsExactly(0L, 2L, 4L, 8L, 15L, 15L);
    }

    @Test
    void letsOtherAddressesAlone() {
        penalties.failed(client("192.0.2.1"), FIRST);

        assertThat(penalties.of(client("192.0.2.2"), FIRST)).isZero();
    }

    @Test
    void takesTheNetworkOfOneCustomerForOneClient() {
        penalties.failed(client("2001:db8:0:1::1"), FIRST);

        assertThat(penalties.of(client("2001:db8:0:1:ffff::2"), FIRST)).isEqualTo(FIRST);
        assertThat(penalties.of(client("2001:db8:0:2::1"), FIRST)).isZero();
    }

    @Test
    void forgetsAfterAWhileOfQuiet() {
        penalties.failed(client("192.0.2.1"), FIRST);
        penalties.failed(client("192.0.2.1"), FIRST);

        clock.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(penalties.of(client("192.0.2.1"), FIRST)).isEqualTo(Duration.ofSeconds(4));
        clock.addAndGet(1);
        assertThat(penalties.of(client("192.0.2.1"), FIRST)).isZero();
    }

    @Test
    void forgivesWhoGotItRight() {
        penalties.failed(client("192.0.2.1"), FIRST);

        penalties.forgive(client("192.0.2.1"));

        assertThat(penalties.of(client("192.0.2.1"), FIRST)).isZero();
    }

    @Test
    void asksForNothingWhereThereIsNoDelay() {
        penalties.failed(client("192.0.2.1"), Duration.ZERO);

        assertThat(penalties.of(client("192.0.2.1"), Duration.ZERO)).isZero();
    }

    private static ClientPrefix client(String address) {
        try {
            return ClientPrefix.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
