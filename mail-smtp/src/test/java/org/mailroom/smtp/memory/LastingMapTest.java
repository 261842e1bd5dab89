// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.smtp.screen.Passed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class LastingMapTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Instant now = START;

    private LastingMap<Passed> open(int room) {
        return LastingMap.open(
                file(), room, Passed.form(Duration.ofDays(7)), () -> now, warnings::add);
    }

    private Path file() {
        return folder.resolve("known");
    }

    private static Passed until(Instant greet) {
        return new Passed(greet, Instant.EPOCH);
    }

    @Test
    void keepsOverARestartWhatWasSaved() throws IOException {
        LastingMap<Passed> first = open(10);
        first.put("192.0.2.1", until(START.plusSeconds(60)));
        first.put("2001:db8::1", until(START.plusSeconds(90)));
        first.save();

        LastingMap<Passed> second = open(10);

        assertThat(second.find("192.0.2.1")).contains(until(START.plusSeconds(60)));
        assertThat(second.find("2001:db8::1")).contains(until(START.plusSeconds(90)));
        assertThat(warnings).isEmpty();
    }

    @Test
    void forgetsWhatWasNotAskedForInTheLongestTime() {
        LastingMap<Passed> map = open(2);
        map.put("a", until(START));
        map.put("b", until(START));
        assertThat(map.find("a")).isPresent();

        map.put("c", until(START));

        assertThat(map.find("b")).isEmpty();
        assertThat(map.find("a")).isPresent();
        assertThat(map.size()).isEqualTo(2);
    }

    @Test
    void dropsWhatHasComeToItsEnd() throws IOException {
        LastingMap<Passed> map = open(10);
        map.put("a", until(START));
        map.save();

        now = START.plus(Duration.ofDays(7));

        assertThat(map.find("a")).isEmpty();
        map.save();
        assertThat(map.size()).isZero();
        assertThat(file()).content().doesNotContain("a\t");
    }

    @Test
    void writesNothingWhereNothingHasChanged() throws IOException {
        LastingMap<Passed> map = open(10);

        map.save();

        assertThat(file()).doesNotExist();
    }

    @Test
    void passesOverLinesThatAreBroken() throws IOException {
        Files.writeString(
                file(),
                "# Mailroom remembers, version 1\na\n\tb\nc\tx y\nd\t1795500000 0\n\t1 1\n");

        LastingMap<Passed> map = open(10);

        assertThat(map.size()).isEqualTo(1);
        assertThat(map.find("d")).isPresent();
    }

    @Test
    void saysThatAFileIsNotItsOwnAndBeginsAnew() throws IOException {
        Files.writeString(file(), "something else\n");

        LastingMap<Passed> map = open(10);

        assertThat(map.size()).isZero();
        assertThat(warnings).singleElement().asString().contains(file().toString(), "version 1");
    }

    @Test
    void letsOthersLookSomethingUpWhileItIsWritten() throws Exception {
        var begun = new CountDownLatch(1);
        var looked = new CountDownLatch(1);
        LastingMap<Passed> map =
                LastingMap.open(file(), 10, new SlowForm(begun, looked), () -> now, warnings::add);
        map.put("a", until(START.plusSeconds(60)));

        var saving =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                map.save();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        Thread::startVirtualThread);
        begun.await();
        var found = CompletableFuture.supplyAsync(() -> map.find("a"), Thread::startVirtualThread);
        assertThat(found.get(5, TimeUnit.SECONDS)).isPresent();
        looked.countDown();

        saving.get(5, TimeUnit.SECONDS);
        assertThat(file()).content().contains("a\t");
    }

    /// Waits in the midst of a text.
    private record SlowForm(CountDownLatch begun, CountDownLatch end) implements Form<Passed> {
        private static final Form<Passed> USUAL = Passed.form(Duration.ofDays(7));

        @Override
        public String text(Passed value) {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return USUAL.text(value);
        }

        @Override
        public Optional<Passed> value(String text) {
            return USUAL.value(text);
        }

        @Override
        public Instant end(Passed value) {
            return USUAL.end(value);
        }
    }

    @Test
    void writesAgainWhatCouldNotBeWritten() throws IOException {
        Path file = folder.resolve("missing/known");
        LastingMap<Passed> map =
                LastingMap.open(
                        file, 10, Passed.form(Duration.ofDays(7)), () -> now, warnings::add);
        map.put("a", until(START.plusSeconds(60)));
        assertThatThrownBy(map::save).isInstanceOf(IOException.class);

        Files.createDirectory(file.getParent());
        map.save();

        assertThat(file).content().contains("a\t");
    }

    @Test
    void hasSomeRoomForEachKind() {
        LastingMap<Passed> map =
                LastingMap.open(
                        file(),
                        new Room(5, 2),
                        Passed.form(Duration.ofDays(7)),
                        () -> now,
                        warnings::add);
        for (String key : List.of("x 1", "y 1", "x 2", "x 3", "y 2")) {
            map.put(key, until(START.plusSeconds(60)));
        }

        assertThat(map.all().keySet()).containsExactly("x 2", "x 3", "y 1", "y 2");

        map.remove("x 3");
        map.put("x 4", until(START.plusSeconds(60)));
        assertThat(map.all().keySet()).containsExactly("x 2", "x 4", "y 1", "y 2");
    }
}
