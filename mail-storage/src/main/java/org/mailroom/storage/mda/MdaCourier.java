// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mda;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.delivery.DeliveryLoop;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.delivery.TraceLines;
import org.mailroom.core.posix.PosixException;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.storage.Flags;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.store.DeliveryTarget;
import org.mailroom.storage.store.MboxStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Delivers into the mailboxes of this server. Whatever goes wrong with a file is no fault of the
/// message: it is deferred, never returned.
public final class MdaCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(MdaCourier.class);

    private final MboxStore store;
    private final InstantSource clock;

    public MdaCourier(MboxStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        DeliveryLoop loop = DeliveryLoop.of(consignment);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < consignment.recipients().size(); i++) {
            Recipient recipient = consignment.recipients().get(i);
            deliveries.add(
                    switch (consignment.routes().get(i)) {
                        case Route.ToMailbox to ->
                                new Delivery(
                                        loop.obstacle(to.recipient().toString())
                                                .orElseGet(
                                                        () -> deliver(consignment, recipient, to)),
                                        to.transport());
                        case Route other ->
                                throw new IllegalArgumentException("no mailbox: " + other);
                    });
        }
        return deliveries;
    }

    private Outcome deliver(Consignment consignment, Recipient recipient, Route.ToMailbox route) {
        DeliveryTarget target;
        try {
            target = store.inbox(route.account());
        } catch (RuntimeException e) {
            LOG.error("No mailbox can be named for account {}", route.account(), e);
            return new Outcome.Deferred("4.3.0", "mail system configuration error");
        }
        String address = route.recipient().toString();
        try {
            return outcome(target.deliver(posting(consignment, recipient, address)), target);
        } catch (LockedException e) {
            return deferred("4.2.0", "cannot lock mailbox", target, e);
        } catch (PosixException e) {
            String status = e.isDiskFull() ? "4.3.1" : e.isOverQuota() ? "4.2.2" : "4.2.0";
            return deferred(status, "cannot update mailbox", target, e);
        } catch (IOException e) {
            return deferred("4.2.0", "cannot update mailbox", target, e);
        }
    }

    private Posting posting(Consignment consignment, Recipient recipient, String address) {
        var lines = TraceLines.of(consignment, recipient, address);
        return new Posting(
                TraceFields.of(lines, consignment.content()),
                lines.sender(),
                clock.instant(),
                Flags.NONE,
                Optional.of(new DeliveryKey(consignment.id().text(), address)));
    }

    private static Outcome outcome(Deliveries.Result result, DeliveryTarget target) {
        return switch (result) {
            case STORED -> new Outcome.Delivered("2.0.0", "delivered to mailbox");
            case TOO_LARGE ->
                    new Outcome.Failed(
                            "5.2.2",
                            "cannot update mailbox "
                                    + target.file()
                                    + ": mailbox size limit exceeded");
        };
    }

    private static Outcome deferred(
            String status, String what, DeliveryTarget target, IOException e) {
        LOG.debug("{} {}", what, target.file(), e);
        return new Outcome.Deferred(status, what + " " + target.file() + ": " + e.getMessage());
    }
}
