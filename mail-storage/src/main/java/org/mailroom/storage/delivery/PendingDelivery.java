// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.delivery;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.access.Showing;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A delivery that waits for its mailbox, and then what became of it. Decided once, by the round
/// that takes it; one thread waits for that.
final class PendingDelivery {
    private final Posting posting;
    private final long sizeLimit;
    private final CompletableFuture<Deliveries.Result> result = new CompletableFuture<>();

    // The round's own.
    private Showing.@Nullable Ticket ticket;

    /// @param sizeLimit how large the mailbox may become by it, 0 for no limit
    PendingDelivery(Posting posting, long sizeLimit) {
        this.posting = posting;
        this.sizeLimit = sizeLimit;
    }

    Posting posting() {
        return posting;
    }

    /// Whether it would be too much for a mailbox of that size.
    boolean isTooMuchFor(long octets) {
        return sizeLimit > 0 && octets + posting.content().octets() > sizeLimit;
    }

    /// It is in the file, but not durable.
    void wrote(Showing.Ticket number) {
        ticket = number;
    }

    /// Empty where it was not written.
    Optional<Showing.Ticket> ticket() {
        return Optional.ofNullable(ticket);
    }

    void store() {
        result.complete(Deliveries.Result.STORED);
    }

    void refuse() {
        result.complete(Deliveries.Result.TOO_LARGE);
    }

    /// Changes nothing where it has been decided.
    void fail(Exception why) {
        result.completeExceptionally(why);
    }

    /// Nothing more will become of it: what is not decided now has failed.
    void end() {
        if (!result.isDone()) {
            fail(new IllegalStateException("the delivery was not brought to its end"));
        }
    }

    /// Waits until it is decided.
    Deliveries.Result await() throws IOException {
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
