// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.smtp.verify.AddressVerification.Known;
import org.mailroom.smtp.verify.VerifySettings.Lifetime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

class AddressVerificationTest {
    private static final Address ADDRESS = new Address("b", "behind.test");
    private static final Standing BAD = new Standing.Undeliverable("5.1.1", "no such user");
    private static final Standing UNSURE = new Standing.Unsure("not now");

    @TempDir Path folder;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-28T10:00:00Z"));
    private final List<Address> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<Standing> answer = new AtomicReference<>(Standing.DELIVERABLE);
    private Duration patience = Duration.ofSeconds(10);
    private boolean negativeCache = true;
    private int pendingLimit = 100;

    private final AddressVerification verification =
            new AddressVerification(this::probe, this::settings, now::get);

    private Standing probe(Address address) {
        asked.add(address);
        return answer.get();
    }

    private VerifySettings settings() {
        return new VerifySettings(
                patience,
                negativeCache,
                new Lifetime(Duration.ofDays(7), Duration.ofDays(31)),
                new Lifetime(Duration.ofHours(3), Duration.ofDays(3)),
                pendingLimit);
    }

    private void pass(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    @Test
    void asksOnce() {
        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
        assertThat(verification.of(new Address("b", "BEHIND.test")))
                .isEqualTo(Standing.DELIVERABLE);

        assertThat(asked).containsExactly(ADDRESS);
    }

    @Test
    void asksAgainBesideTheUseOfWhatIsOld() {
        verification.of(ADDRESS);
        answer.set(BAD);
        pass(Duration.ofDays(7));

        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
        await().untilAsserted(() -> assertThat(verification.of(ADDRESS)).isEqualTo(BAD));
        assertThat(asked).hasSize(2);
    }

    @Test
    void forgetsWhatIsTooOld() {
        verification.of(ADDRESS);
        answer.set(BAD);
        pass(Duration.ofDays(31));

        assertThat(verification.of(ADDRESS)).isEqualTo(BAD);
    }

    @Test
    void keepsWhatWasGoodWhileNobodyCanBeAsked() {
        verification.of(ADDRESS);
        answer.set(UNSURE);
        pass(Duration.ofDays(7));
        verification.of(ADDRESS);
        await().until(() -> asked.size() == 2);

        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
    }

    @Test
    void keepsNothingBadWhereThatIsNotWanted() {
        negativeCache = false;
        answer.set(BAD);

        assertThat(verification.of(ADDRESS)).isEqualTo(BAD);
        assertThat(verification.of(ADDRESS)).isEqualTo(BAD);
        assertThat(asked).hasSize(2);
    }

    @Test
    void waitsForAWhileOnly() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        patience = Duration.ZERO;
        pendingLimit = 1;
        var slow =
                new AddressVerification(
                        address -> {
                            begun.countDown();
                            try {
                                go.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return probe(address);
                        },
                        this::settings,
                        now::get);

        assertThat(slow.of(ADDRESS))
                .isEqualTo(new Standing.Unsure("Address verification in progress"));
        begun.await();
        assertThat(slow.of(ADDRESS))
                .isEqualTo(new Standing.Unsure("Address verification in progress"));
        assertThat(slow.of(new Address("c", "behind.test")))
                .isEqualTo(new Standing.Unsure("Address verification is busy"));
        go.countDown();

        await().untilAsserted(() -> assertThat(slow.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE));
        assertThat(asked).containsExactly(ADDRESS);
    }

    @Test
    void keepsWhatIsKnownInAFile() throws IOException {
        var file = new VerifyCacheFile(folder.resolve("verify_cache"));
        Map<String, Known> known = new LinkedHashMap<>();
        known.put("a@x.test", new Known(Standing.DELIVERABLE, now.get()));
        known.put("b@x.test", new Known(BAD, now.get()));
        known.put("c@x.test", new Known(UNSURE, now.get()));

        file.write(known);

        assertThat(file.read()).isEqualTo(known);
    }

    @Test
    void passesOverLinesThatAreNone() throws IOException {
        Path path = folder.resolve("verify_cache");
        Files.writeString(path, "hello\na@x.test\tnever\t\t\nb@x.test\t1\t\t\n\n\0\t\t\t\t\n");

        assertThat(new VerifyCacheFile(path).read()).containsOnlyKeys("b@x.test");
        assertThat(new VerifyCacheFile(folder.resolve("absent")).read()).isEmpty();
    }
}
