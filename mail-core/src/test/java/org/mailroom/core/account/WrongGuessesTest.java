// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.ClientPrefix;

import java.time.Duration;
import java.time.Instant;

class WrongGuessesTest {
    private static final ClientPrefix HOME = new ClientPrefix("home");
    private static final ClientPrefix FAR = new ClientPrefix("far");
    private static final Evidence.Proof PROOF =
            new Evidence.Proof(ScramHash.SHA_256, new ScramTerms("c2FsdA==", 4096), _ -> false);

    private Instant now = Instant.parse("2026-11-28T08:00:00Z");
    private final WrongGuesses guesses = new WrongGuesses(() -> now);

    private boolean isNew(ClientPrefix client, String name, String password) {
        return guesses.isNew(client, name, new Evidence.Password(password));
    }

    @Test
    void countsAPasswordThatIsRepeatedOnce() {
        assertThat(isNew(HOME, "ann", "old")).isTrue();
        assertThat(isNew(HOME, "bob", "older")).isTrue();
        assertThat(isNew(HOME, "ann", "old")).isFalse();
        assertThat(isNew(HOME, "bob", "older")).isFalse();
        assertThat(isNew(HOME, "ann", "two")).isTrue();
        assertThat(isNew(FAR, "ann", "two")).isTrue();
    }

    @Test
    void tellsPasswordsApartThatShareAHash() {
        assertThat("Aa").hasSameHashCodeAs("BB");

        assertThat(isNew(HOME, "ann", "Aa")).isTrue();
        assertThat(isNew(HOME, "ann", "BB")).isTrue();
    }

    @Test
    void countsTheProofsOfOneClientForOneNameOnceInFiveMinutes() {
        assertThat(guesses.isNew(HOME, "ann", PROOF)).isTrue();
        assertThat(guesses.isNew(HOME, "ann", PROOF)).isFalse();
        assertThat(guesses.isNew(HOME, "bob", PROOF)).isTrue();
        assertThat(guesses.isNew(FAR, "ann", PROOF)).isTrue();

        now = now.plus(Duration.ofMinutes(5));
        assertThat(guesses.isNew(HOME, "ann", PROOF)).isTrue();
    }

    @Test
    void countsEachOfMoreProofsThanAMailClientSends() {
        for (int proof = 0; proof <= 20; proof++) {
            guesses.isNew(HOME, "ann", PROOF);
        }

        assertThat(guesses.isNew(HOME, "ann", PROOF)).isTrue();
        assertThat(guesses.isNew(HOME, "ann", PROOF)).isTrue();
    }
}
