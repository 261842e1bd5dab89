// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.server.programs.ExitCode;

/// What the recipients of one message may take of the memory. Few messages at once may have many;
/// further ones wait a while for their turn. Used by one thread.
final class RecipientRoom implements AutoCloseable {
    /// How many a message may have.
    static final int MAX_RECIPIENTS = 20_000;

    /// What each text takes besides its octets.
    static final int OCTETS_OF_OBJECTS = 32;

    private static final int MAX_OCTETS = 2 << 20;
    private static final int FREE_OCTETS = 8 << 10;
    private static final int PATIENCE_SECONDS = 60;

    private final Turns turns;
    private final String user;
    private int octets;
    private boolean hasTurn;

    /// @param turns one for each message that may have many recipients at the same time
    RecipientRoom(Turns turns, String user) {
        this.turns = turns;
        this.user = user;
    }

    /// Makes room for octets of a text that names recipients.
    ///
    /// @throws RefusalException when there is none
    void take(int length) throws RefusalException {
        octets += length;
        if (octets > MAX_OCTETS) {
            throw new RefusalException(
                    ExitCode.DATA_ERROR,
                    "the recipients take more than %d octets: nobody was written to"
                            .formatted(MAX_OCTETS));
        }
        if (octets > FREE_OCTETS && !hasTurn) {
            hasTurn = await();
        }
    }

    private boolean await() throws RefusalException {
        try {
            if (turns.take(user, PATIENCE_SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RefusalException(
                ExitCode.TEMPORARY, "too many messages with many recipients at once");
    }

    @Override
    public void close() {
        if (hasTurn) {
            turns.end(user);
        }
    }
}
