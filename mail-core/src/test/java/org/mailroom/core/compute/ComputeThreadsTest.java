// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@Timeout(10)
class ComputeThreadsTest {
    private final ComputeThreads threads = new ComputeThreads(1);

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void runsWorkOnAPlatformThread() throws Exception {
        var answer = new CompletableFuture<Boolean>();

        Thread.ofVirtual()
                .start(
                        () ->
                                answer.complete(
                                        threads.call(() -> Thread.currentThread().isVirtual())));

        assertThat(answer.get()).isFalse();
    }

    @Test
    void letsWorkAskForMoreWorkEvenIfAllThreadsAreBusy() {
        assertThat(threads.<String>call(() -> threads.call(() -> "inner"))).isEqualTo("inner");
    }

    @Test
    void throwsWhatTheWorkThrows() {
        assertThatThrownBy(
                        () ->
                                threads.call(
                                        () -> {
                                            throw new IllegalArgumentException("wrong");
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong");
    }

    @Test
    void stopsWaitingAndWorkingWhenTheCallerIsInterrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        var seen = new CompletableFuture<Throwable>();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        threads.call(() -> untilInterrupted(begun, interrupted));
                                    } catch (CancellationException e) {
                                        seen.complete(e);
                                    }
                                });
        begun.await();

        caller.interrupt();

        assertThat(seen.get()).isInstanceOf(CancellationException.class);
        assertThat(interrupted.get()).isTrue();
    }

    private static boolean untilInterrupted(
            CountDownLatch begun, CompletableFuture<Boolean> interrupted) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return false;
        } catch (InterruptedException e) {
            return interrupted.complete(true);
        }
    }
}
