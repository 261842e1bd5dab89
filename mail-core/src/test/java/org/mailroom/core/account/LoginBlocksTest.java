// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class LoginBlocksTest {
    private static final InetAddress FAR = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.2");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");

    private Instant now = START;
    private final LoginBlocks blocks = new LoginBlocks(() -> now);

    private List<BlockedLogin> guess(InetAddress client, String account) {
        return blocks.failed(client, account, new BlockLimits(3, 5, HOUR));
    }

    private void guess(InetAddress client, String account, int times) {
        for (int time = 0; time < times; time++) {
            guess(client, account);
        }
    }

    @Test
    void blocksAnAddressThatHasGuessedTooOften() {
        guess(FAR, "ann");
        guess(FAR, "bob");
        assertThat(blocks.has(FAR, "cat")).isFalse();

        assertThat(guess(FAR, "cat"))
                .containsExactly(new BlockedLogin("192.0.2.1", 3, START.plus(HOUR)));

        assertThat(blocks.has(FAR, "cat")).isTrue();
        assertThat(blocks.has(HOME, "cat")).isFalse();
        assertThat(blocks.list()).extracting(BlockedLogin::who).containsExactly("192.0.2.1");
    }

    @Test
    void blocksAnAccountThatWasGuessedAtTooOftenButNotAtHome() {
        blocks.succeeded(HOME, "ann");
        for (int guess = 1; guess <= 5; guess++) {
            guess(InetAddress.ofLiteral("198.51.100." + guess), "ann");
        }

        assertThat(blocks.has(FAR, "ann")).isTrue();
        assertThat(blocks.has(HOME, "ann")).isFalse();
        assertThat(blocks.has(FAR, "bob")).isFalse();
        assertThat(blocks.remove("Ann")).isTrue();
        assertThat(blocks.has(FAR, "ann")).isFalse();
    }

    @Test
    void letsEachGuessAge() {
        guess(FAR, "ann", 2);
        now = START.plus(Duration.ofMinutes(50));
        guess(FAR, "ann");
        assertThat(blocks.has(FAR, "ann")).isTrue();

        for (int hour = 2; hour < 20; hour++) {
            now = START.plus(Duration.ofMinutes(50L * hour));
            guess(HOME, "bob");
        }
        assertThat(blocks.has(HOME, "bob")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4711", "1.2", "bob@10.0.0.1", "fe"})
    void letsAnAccountInWhoseNameIsANumber(String account) {
        for (int client = 1; client <= 5; client++) {
            guess(InetAddress.ofLiteral("198.51.100." + client), account);
        }

        assertThat(blocks.remove(account)).isTrue();
        assertThat(blocks.has(FAR, account)).isFalse();
    }

    @Test
    void forgetsInTime() {
        guess(FAR, "ann", 3);
        now = START.plus(HOUR);
        assertThat(blocks.has(FAR, "ann")).isFalse();
        assertThat(blocks.list()).isEmpty();

        now = START.plus(HOUR).plusSeconds(1);
        guess(FAR, "ann", 2);
        assertThat(blocks.has(FAR, "ann")).isFalse();
    }

    @Test
    void forgivesAnAddressThatGotItRight() {
        guess(FAR, "ann", 2);
        blocks.succeeded(FAR, "ann");
        guess(FAR, "ann", 2);

        assertThat(blocks.has(FAR, "bob")).isFalse();
    }

    @Test
    void takesTheNetworkOfOneCustomerForOneClient() {
        guess(InetAddress.ofLiteral("2001:db8::1"), "ann", 3);

        assertThat(blocks.has(InetAddress.ofLiteral("2001:db8::2"), "bob")).isTrue();
        assertThat(blocks.remove("2001:db8::3")).isTrue();
        assertThat(blocks.remove("2001:db8::3")).isFalse();
    }

    @Test
    void blocksNobodyWithoutALimit() {
        for (int guess = 0; guess < 200; guess++) {
            blocks.failed(FAR, "ann", new BlockLimits(0, 0, HOUR));
        }

        assertThat(blocks.has(FAR, "ann")).isFalse();
    }
}
