// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class SlowFilesTest {
    private final SlowFiles<Lookup> files = new SlowFiles<>(Duration.ofMillis(500));
    private final AtomicInteger hanging = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    private Lookup hang() throws InterruptedException {
        hanging.incrementAndGet();
        released.await();
        return new Lookup.Found("at last");
    }

    /// A user who exchanges his `.forward` for a pipe keeps one thread, and his own mail waiting.
    @Test
    void waitsForNoFileForEverAndReadsItByOneThreadOnly() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> files.read("/home/eve/.forward", this::hang))
                    .isInstanceOf(TableFailedException.class)
                    .hasMessageContaining("/home/eve/.forward cannot be read: no answer");
        }

        assertThat(files.read("/home/ann/.forward", () -> new Lookup.Found("ann")))
                .isEqualTo(new Lookup.Found("ann"));
        assertThat(hanging).hasValue(1);
        released.countDown();
    }

    /// A stranger names the extensions, and so the files.
    @Test
    void leavesFilesAloneWhereManyDoNotAnswer() {
        var hasty = new SlowFiles<Lookup>(Duration.ofMillis(1));
        for (int i = 0; i < 60; i++) {
            String path = "/home/eve/.forward+" + i;
            assertThatThrownBy(() -> hasty.read(path, this::hang))
                    .isInstanceOf(TableFailedException.class);
        }

        await().untilAsserted(() -> assertThat(hanging).hasValue(50));
        assertThatThrownBy(() -> hasty.read("/home/eve/.forward", this::hang))
                .hasMessage("/home/eve/.forward is not read: 50 files beside it do not answer");
        assertThat(files.read("/home/ann/.forward", () -> Lookup.NOT_FOUND))
                .isEqualTo(Lookup.NOT_FOUND);
        released.countDown();
    }

    @Test
    void readsAgainWhatHasAnswered() {
        assertThatThrownBy(() -> files.read("/list", this::hang))
                .isInstanceOf(TableFailedException.class);
        released.countDown();

        await().ignoreExceptions()
                .until(() -> files.read("/list", () -> Lookup.NOT_FOUND).equals(Lookup.NOT_FOUND));
    }
}
