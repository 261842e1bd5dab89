// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.delivery;

import org.mailroom.storage.access.MailboxAccess;
import org.mailroom.storage.access.MailboxStorage;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.access.Showing;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Deliveries into one mailbox: all that have come when a round begins go together, under one lock,
/// with one write and one sync. Until then the queue has them. Safe for use by several threads.
public final class Deliveries {
    private final MailboxAccess access;
    private final DeliveryQueue queue = new DeliveryQueue();

    /// What became of a delivery.
    public enum Result {
        /// It is in the mailbox, and durable; now, or since before.
        STORED,
        /// The mailbox would grow over its limit.
        TOO_LARGE
    }

    public Deliveries(MailboxAccess access) {
        this.access = access;
    }

    /// Blocks until the message is durable.
    public Result deliver(Posting posting, long sizeLimit, DeliveryRounds rounds)
            throws IOException {
        var delivery = new PendingDelivery(posting, sizeLimit);
        if (queue.add(delivery) == DeliveryQueue.Turn.FIRST) {
            rounds.enlist(this::deliverAll);
        }
        return delivery.await();
    }

    /// The part of a mailbox in a round.
    private void deliverAll() {
        List<List<PendingDelivery>> batches = queue.takeAll();
        try {
            batches.forEach(this::deliver);
            // One sync serves all: who comes second finds that it is done.
            batches.forEach(batch -> batch.forEach(this::sync));
        } finally {
            batches.forEach(batch -> batch.forEach(PendingDelivery::end));
        }
    }

    private void deliver(List<PendingDelivery> batch) {
        try {
            var _ =
                    access.locked(
                            MailFile.Lock.EXCLUSIVE,
                            Patience.AS_CONFIGURED,
                            open -> deliver(batch, open));
        } catch (IOException | RuntimeException e) {
            batch.forEach(delivery -> delivery.fail(e));
        }
    }

    private List<PendingDelivery> deliver(List<PendingDelivery> batch, MailboxStorage open)
            throws IOException {
        List<PendingDelivery> fresh = new ArrayList<>();
        long octets = open.state().stamp().octets();
        for (PendingDelivery delivery : batch) {
            if (open.isDelivered(delivery.posting())) {
                delivery.wrote(access.showing().last());
            } else if (delivery.isTooMuchFor(octets)) {
                delivery.refuse();
            } else {
                fresh.add(delivery);
                octets += delivery.posting().content().octets();
            }
        }
        append(fresh, open);
        return fresh;
    }

    private void append(List<PendingDelivery> fresh, MailboxStorage open) throws IOException {
        if (fresh.isEmpty()) {
            return;
        }
        try {
            var _ = open.append(fresh.stream().map(PendingDelivery::posting).toList());
            Showing.Ticket ticket = access.wrote(open);
            fresh.forEach(delivery -> delivery.wrote(ticket));
        } catch (IOException e) {
            if (fresh.size() == 1) {
                throw e;
            }
            // One message may be to blame, and is not to keep the others waiting.
            for (PendingDelivery delivery : fresh) {
                appendAlone(delivery, open);
            }
        }
    }

    private void appendAlone(PendingDelivery delivery, MailboxStorage open) {
        try {
            var _ = open.append(List.of(delivery.posting()));
            delivery.wrote(access.wrote(open));
        } catch (IOException e) {
            delivery.fail(e);
        }
    }

    private void sync(PendingDelivery delivery) {
        try {
            if (delivery.ticket().isPresent()) {
                access.showing().await(delivery.ticket().get());
                delivery.store();
            }
        } catch (IOException | RuntimeException e) {
            delivery.fail(e);
        }
    }
}
