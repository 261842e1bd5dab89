// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

    private List<BlockedLogin> guess(InetAddress client, String account, int guess) {
        return blocks.failed(client, account, guess, new BlockLimits(3, 5, HOUR));
    }

    private void guess(InetAddress client, String account, int from, int to) {
        for (int guess = from; guess <= to; guess++) {
            guess(client, account, guess);
        }
    }

    @Test
    void blocksAnAddressThatHasGuessedTooOften() {
        guess(FAR, "ann", 1);
        guess(FAR, "bob", 2);
        assertThat(blocks.has(FAR, "cat")).isFalse();

        assertThat(guess(FAR, "cat", 3))
                .containsExactly(new BlockedLogin("192.0.2.1", 3, START.plus(HOUR)));

        assertThat(blocks.has(FAR, "cat")).isTrue();
        assertThat(blocks.has(HOME, "cat")).isFalse();
        assertThat(blocks.list()).extracting(BlockedLogin::who).containsExactly("192.0.2.1");
    }

    @Test
    void blocksAnAccountThatWasGuessedAtTooOftenButNotAtHome() {
        blocks.succeeded(HOME, "ann");
        for (int guess = 1; guess <= 5; guess++) {
            guess(InetAddress.ofLiteral("198.51.100." + guess), "ann", guess);
        }

        assertThat(blocks.has(FAR, "ann")).isTrue();
        assertThat(blocks.has(HOME, "ann")).isFalse();
        assertThat(blocks.has(FAR, "bob")).isFalse();
        assertThat(blocks.remove("Ann")).isTrue();
        assertThat(blocks.has(FAR, "ann")).isFalse();
    }

    @Test
    void doesNotCountAGuessThatIsRepeated() {
        for (int i = 0; i < 10; i++) {
            guess(FAR, "ann", 1);
        }

        assertThat(blocks.has(FAR, "ann")).isFalse();
    }

    @Test
    void forgetsInTime() {
        guess(FAR, "ann", 1, 3);
        now = START.plus(HOUR);
        assertThat(blocks.has(FAR, "ann")).isFalse();
        assertThat(blocks.list()).isEmpty();

        now = START.plus(HOUR).plusSeconds(1);
        guess(FAR, "ann", 4, 5);
        assertThat(blocks.has(FAR, "ann")).isFalse();
    }

    @Test
    void forgivesAnAddressThatGotItRight() {
        guess(FAR, "ann", 1, 2);
        blocks.succeeded(FAR, "ann");
        guess(FAR, "ann", 3, 4);

        assertThat(blocks.has(FAR, "bob")).isFalse();
    }

    @Test
    void takesTheNetworkOfOneCustomerForOneClient() {
        guess(InetAddress.ofLiteral("2001:db8::1"), "ann", 1, 3);

        assertThat(blocks.has(InetAddress.ofLiteral("2001:db8::2"), "bob")).isTrue();
        assertThat(blocks.remove("2001:db8::3")).isTrue();
        assertThat(blocks.remove("2001:db8::3")).isFalse();
    }

    @Test
    void blocksNobodyWithoutALimit() {
        for (int guess = 0; guess < 200; guess++) {
            blocks.failed(FAR, "ann", guess, new BlockLimits(0, 0, HOUR));
        }

        assertThat(blocks.has(FAR, "ann")).isFalse();
    }
}
