// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailroom.core.address.Address;
import org.mailroom.smtp.memory.Form;
import org.mailroom.smtp.memory.LastingMap;
import org.mailroom.smtp.verify.VerifySettings.Lifetime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

class AddressVerificationTest {
    private static final Address ADDRESS = new Address("b", "behind.test");
    private static final Standing BAD = new Standing.Undeliverable("5.1.1", "no such user");
    private static final Standing UNSURE = new Standing.Unsure("not now");

    @TempDir Path folder;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-28T10:00:00Z"));
    private final List<String> warnings = new ArrayList<>();
    private final List<Address> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<Standing> answer = new AtomicReference<>(Standing.DELIVERABLE);
    private Duration patience = Duration.ofSeconds(10);
    private boolean negativeCache = true;
    private int pendingLimit = 100;

    private final AddressVerification verification =
            new AddressVerification(
                    this::probe,
                    this::settings,
                    LastingMap.passing(10, Learnt.form(this::settings), now::get),
                    now::get);

    private Inquiry probe(Address address) {
        return at(address.domain(), () -> tell(address));
    }

    private static Inquiry at(String server, Supplier<Standing> question) {
        return new Inquiry.AtServer(server, question);
    }

    private Standing tell(Address address) {
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
        answer.set(BAD);
        verification.of(ADDRESS);
        answer.set(Standing.DELIVERABLE);
        pass(Duration.ofHours(3));

        assertThat(verification.of(ADDRESS)).isEqualTo(BAD);
        await().untilAsserted(
                        () -> assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE));
        assertThat(asked).hasSize(2);
    }

    @Test
    void forgetsWhatIsTooOld() {
        verification.of(ADDRESS);
        answer.set(BAD);
        pass(Duration.ofDays(31));

        assertThat(verification.of(ADDRESS)).isEqualTo(BAD);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void keepsWhatWasGoodUntilItIsTooOld(Standing failure) {
        verification.of(ADDRESS);
        answer.set(failure);
        pass(Duration.ofDays(30));
        verification.of(ADDRESS);
        await().until(() -> asked.size() == 2);

        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
        pass(Duration.ofDays(1));
        assertThat(verification.of(ADDRESS)).isEqualTo(failure);
    }

    private static List<Standing> failures() {
        return List.of(BAD, UNSURE);
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
                            awaitQuietly(go);
                            return new Inquiry.Answered(tell(address));
                        },
                        this::settings,
                        LastingMap.passing(10, Learnt.form(this::settings), now::get),
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
    void hasRoomForOthersBesideADestinationThatDoesNotAnswer() {
        var go = new CountDownLatch(1);
        patience = Duration.ZERO;
        var verification =
                new AddressVerification(
                        address -> at(address.domain(), () -> tellUnlessSlow(address, go)),
                        this::settings,
                        LastingMap.passing(100, Learnt.form(this::settings), now::get),
                        now::get);
        pendingLimit = 600;
        for (int i = 0; i < 60; i++) {
            assertThat(verification.of(new Address("u" + i, "slow.test")))
                    .isEqualTo(new Standing.Unsure("Address verification in progress"));
        }

        // One more at it has no room, others are told at once
        assertThat(verification.of(new Address("more", "slow.test")))
                .isEqualTo(new Standing.Unsure("Address verification is busy"));
        patience = Duration.ofSeconds(10);
        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
        assertThat(asked.stream().filter(a -> a.domain().equals("slow.test")))
                .hasSizeLessThanOrEqualTo(5);
        go.countDown();
        await().untilAsserted(() -> assertThat(asked).hasSize(61));
    }

    private Standing tellUnlessSlow(Address address, CountDownLatch go) {
        asked.add(address);
        if (address.domain().startsWith("slow")) {
            awaitQuietly(go);
        }
        return Standing.DELIVERABLE;
    }

    @Test
    void hasRoomForOthersBesideManyDomainsOfOneServerThatDoesNotAnswer() {
        var go = new CountDownLatch(1);
        patience = Duration.ZERO;
        pendingLimit = 600;
        var verification =
                new AddressVerification(
                        address ->
                                at(
                                        address.domain().startsWith("slow") ? "slow" : "other",
                                        () -> tellUnlessSlow(address, go)),
                        this::settings,
                        LastingMap.passing(100, Learnt.form(this::settings), now::get),
                        now::get);
        for (int i = 0; i < 59; i++) {
            verification.of(new Address("u", "slow" + i + ".test"));
        }

        patience = Duration.ofSeconds(10);
        assertThat(verification.of(ADDRESS)).isEqualTo(Standing.DELIVERABLE);
        assertThat(asked).hasSizeLessThanOrEqualTo(6);

        // Nobody could tell of those that are too many at it, which is not remembered
        patience = Duration.ofMillis(50);
        var more = new AtomicInteger(59);
        await().until(() -> isBusy(verification, "slow" + more.getAndIncrement() + ".test"));
        go.countDown();
        patience = Duration.ofSeconds(10);
        assertThat(verification.of(new Address("u", "slow" + (more.get() - 1) + ".test")))
                .isEqualTo(Standing.DELIVERABLE);
    }

    private static boolean isBusy(AddressVerification verification, String domain) {
        return verification
                .of(new Address("u", domain))
                .equals(new Standing.Unsure("Address verification is busy"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goesOnAfterAProbeThatFailed() {
        var verification =
                new AddressVerification(
                        _ -> {
                            throw new IllegalStateException("a bug");
                        },
                        this::settings,
                        LastingMap.passing(10, Learnt.form(this::settings), now::get),
                        now::get);

        for (int i = 0; i < 10; i++) {
            assertThat(verification.of(new Address("u" + i, "behind.test")))
                    .isEqualTo(new Standing.Unsure("Address verification problem"));
        }
    }

    @Test
    void keepsWhatIsKnownInAFile() throws IOException {
        LastingMap<Learnt> first = open();
        first.put("a@x.test", new Learnt(Standing.DELIVERABLE, now.get()));
        first.put("\"b c\"@x.test", new Learnt(BAD, now.get()));
        first.put("c@x.test", new Learnt(UNSURE, now.get()));
        first.save();

        LastingMap<Learnt> second = open();

        assertThat(second.find("a@x.test")).contains(new Learnt(Standing.DELIVERABLE, now.get()));
        assertThat(second.find("\"b c\"@x.test")).contains(new Learnt(BAD, now.get()));
        assertThat(second.find("c@x.test")).contains(new Learnt(UNSURE, now.get()));
        assertThat(warnings).isEmpty();
    }

    private LastingMap<Learnt> open() {
        return LastingMap.open(
                folder.resolve("verify_cache"),
                10,
                Learnt.form(this::settings),
                now::get,
                warnings::add);
    }

    @Test
    void passesOverTextThatIsNone() {
        Form<Learnt> form = Learnt.form(this::settings);

        assertThat(List.of("", "hello", "never\t\t", "1\t", "1\t\t\t", "99999999999999999\t\t"))
                .allSatisfy(text -> assertThat(form.value(text)).isEmpty());
        assertThat(form.value("1\t\t"))
                .contains(new Learnt(Standing.DELIVERABLE, Instant.ofEpochSecond(1)));
    }
}
