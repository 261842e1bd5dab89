// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// What a thread of its own makes while other work goes on. It has ended when this is closed.
final class Meanwhile<T> implements AutoCloseable {
    private final CompletableFuture<T> made;

    Meanwhile(String name, Supplier<T> work) {
        made =
                CompletableFuture.supplyAsync(
                        work, task -> Thread.ofPlatform().name(name).start(task));
    }

    /// Waits for it.
    ///
    /// @throws RuntimeException what has kept it from being made
    T get() {
        try {
            return made.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        made.handle((_, _) -> true).join();
    }
}
