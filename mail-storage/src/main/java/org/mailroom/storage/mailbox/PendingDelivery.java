// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A delivery that waits for its mailbox, and then what became of it. Decided by who has the turn
/// there, and read after that.
final class PendingDelivery {
    private final Posting posting;
    private Showing.@Nullable Ticket ticket;
    private @Nullable Exception failure;
    private boolean refused;

    PendingDelivery(Posting posting) {
        this.posting = posting;
    }

    Posting posting() {
        return posting;
    }

    void store(Showing.Ticket number) {
        ticket = number;
    }

    void refuse() {
        refused = true;
    }

    void fail(Exception why) {
        if (!isDecided()) {
            failure = why;
        }
    }

    boolean isDecided() {
        return ticket != null || failure != null || refused;
    }

    DeliveryTarget.Result result() throws IOException {
        return switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default ->
                    refused ? DeliveryTarget.Result.TOO_LARGE : DeliveryTarget.Result.STORED;
        };
    }

    Showing.Ticket ticket() {
        Showing.Ticket number = ticket;
        if (number == null) {
            throw new IllegalStateException("not stored");
        }
        return number;
    }
}
