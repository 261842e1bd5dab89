// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// Time, and who does something when some of it is over, on a virtual thread of its own.
public record Clock(LongSupplier nanoTime, BiConsumer<Duration, Runnable> later) {
    public static final Clock SYSTEM = new Clock(System::nanoTime, Clock::runLater);

    private static void runLater(Duration wait, Runnable task) {
        CompletableFuture.delayedExecutor(
                        wait.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                .execute(task);
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    public void runAfter(Duration wait, Runnable task) {
        later.accept(wait, task);
    }
}
