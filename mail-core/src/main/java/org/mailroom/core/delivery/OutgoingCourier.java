// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.HeaderAddressEdit;
import org.mailroom.core.rewrite.Rewritten;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.TableFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Gives mail that leaves by SMTP the addresses that the world shall see: what we forward gets a
/// sender of ours (SRS), and `smtp_generic_maps` are asked for all addresses (generic(5)). Then
/// another courier carries it. Safe for use by several threads.
public final class OutgoingCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingCourier.class);

    private final Courier next;
    private final Router router;
    private final Supplier<OutgoingSettings> settings;

    public OutgoingCourier(Courier next, Router router, Supplier<OutgoingSettings> settings) {
        this.next = next;
        this.router = router;
        this.settings = settings;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        OutgoingSettings now = settings.get();
        boolean lmtp =
                consignment.routes().getFirst() instanceof Route.ToHosts to
                        && to.transport().equals("lmtp");
        if (lmtp || (now.generic().isEmpty() && now.srs().isEmpty())) {
            return next.deliver(consignment);
        }
        var deliveries = new Delivery[consignment.recipients().size()];
        bySender(consignment, now, deliveries)
                .forEach(
                        (sender, which) -> {
                            var part = new Part(consignment, sender, which, now.generic());
                            deliver(part, deliveries);
                        });
        return List.of(deliveries);
    }

    /// The recipients by the sender that they shall see; those for whom a table cannot tell have to
    /// wait.
    private Map<ReversePath, List<Integer>> bySender(
            Consignment of, OutgoingSettings now, Delivery[] deliveries) {
        var groups = new LinkedHashMap<ReversePath, List<Integer>>();
        for (int i = 0; i < of.recipients().size(); i++) {
            try {
                ReversePath sender = sender(of.envelope().sender(), of.recipients().get(i), now);
                groups.computeIfAbsent(sender, _ -> new ArrayList<>()).add(i);
            } catch (TableFailedException e) {
                deliveries[i] = deferred(e.reason());
            }
        }
        return groups;
    }

    private static Delivery deferred(String reason) {
        return new Delivery(new Outcome.Deferred("4.3.0", reason), "none");
    }

    // Where SPF would break: a sender of elsewhere, and a recipient that was ours
    private ReversePath sender(ReversePath sender, Recipient recipient, OutgoingSettings now) {
        if (now.srs().isEmpty()
                || !(sender instanceof ReversePath.Sender(var address))
                || recipient.original().key().equals(recipient.address().key())
                || router.classify(recipient.original()) == AddressClass.DEFAULT
                || router.classify(address) != AddressClass.DEFAULT) {
            return sender;
        }
        SenderRewriting srs = now.srs().get();
        return new ReversePath.Sender(srs.forwarded(address));
    }

    private void deliver(Part part, Delivery[] deliveries) {
        List<Integer> which = part.which();
        List<Delivery> done;
        try {
            done = next.deliver(part.rewritten());
        } catch (TableFailedException e) {
            done = which.stream().map(_ -> deferred(e.reason())).toList();
        } catch (IOException | RuntimeException e) {
            // Others may have got it already, and what became of them counts
            LOG.error("Cannot send {} on", part.of().id(), e);
            done = which.stream().map(_ -> deferred("mail system error")).toList();
        }
        for (int i = 0; i < which.size(); i++) {
            deliveries[which.get(i)] = done.get(i);
        }
    }

    /// Those recipients of a consignment for whom it has one sender.
    private record Part(
            Consignment of, ReversePath sender, List<Integer> which, Optional<AddressMap> generic) {

        Consignment rewritten() throws IOException {
            var recipients = new ArrayList<Recipient>();
            for (int i : which) {
                Recipient old = of.recipients().get(i);
                recipients.add(old.at(seen(old.address())));
            }
            return new Consignment(
                    of.id(),
                    of.arrived(),
                    envelope(),
                    content(),
                    recipients,
                    which.stream().map(of.routes()::get).toList(),
                    of.number());
        }

        private Envelope envelope() {
            ReversePath shown =
                    sender instanceof ReversePath.Sender(var address)
                            ? new ReversePath.Sender(seen(address))
                            : sender;
            return of.envelope().to(shown, of.envelope().recipients());
        }

        private Address seen(Address address) {
            Rewritten result =
                    generic.map(map -> map.once(address))
                            .orElseGet(() -> new Rewritten.To(address));
            return switch (result) {
                case Rewritten.To(var to) -> to;
                case Rewritten.NotNow(var reason) -> throw new TableFailedException(reason);
            };
        }

        private MessageContent content() throws IOException {
            if (generic.isEmpty()) {
                return of.content();
            }
            AddressMap map = generic.get();
            var edit = new HeaderAddressEdit((address, _) -> map.once(address));
            MessageContent other = OtherHeader.of(of.content(), edit);
            if (edit.trouble().isPresent()) {
                throw new TableFailedException(edit.trouble().get());
            }
            return other;
        }
    }
}
