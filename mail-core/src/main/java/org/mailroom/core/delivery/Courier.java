// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.time.Duration;
import java.util.List;

/// Carries mail to one kind of destination. Blocks until the fate of each recipient is known: a
/// recipient is `Delivered` only when its mail is durable where it went. Called on a virtual
/// thread, by many at once.
public interface Courier {

    /// One outcome for each recipient, in order. Never throws for what a peer or a mailbox does.
    List<Delivery> deliver(Consignment consignment);

    /// The outcome for one recipient, and through whom: `relay` is what the log shows as `relay=`.
    /// `connecting` is how long it took to reach who takes the mail.
    record Delivery(Outcome outcome, String relay, Duration connecting, Connection connection) {
        public Delivery(Outcome outcome, String relay) {
            this(outcome, relay, Duration.ZERO, Connection.NONE);
        }

        Delivery with(Outcome other) {
            return new Delivery(other, relay, connecting, connection);
        }
    }

    /// What is to be known of a connection.
    ///
    /// @param use the how manieth delivery over it this is (`conn_use=`, from the second one on)
    /// @param tls what became of the level that was wanted (`tls=`); empty where that is not told
    /// @param deadline whether those who take the mail know of its deadline
    record Connection(int use, String tls, Telling telling, DeadlineUse deadline) {
        public static final Connection NONE = new Connection(1, "", Telling.OURS);

        public Connection(int use, String tls, Telling telling) {
            this(use, tls, telling, DeadlineUse.FORGOTTEN);
        }
    }

    /// What becomes of a deadline (RFC 2852).
    enum DeadlineUse {
        FORGOTTEN,
        PASSED_ON
    }

    /// Who tells the sender of success, where that was asked for (RFC 3461 §5.2.2).
    enum Telling {
        /// We do: nobody further on knows that he wants to hear of it.
        OURS,
        /// We do, and that it has arrived: it has come to where it was to go.
        ARRIVED,
        /// Who has taken the mail, and what the sender wants to hear.
        THEIRS
    }
}
