// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.ExitContent;
import org.mailroom.core.log.PostfixLines;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
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
import java.util.function.Consumer;
import java.util.function.Function;

/// Makes mail that leaves by SMTP or LMTP what the world shall see: what we forward gets a sender
/// of ours (SRS), the client's content tables are asked (`smtp_header_checks` and its kind), and
/// `smtp_generic_maps` for all addresses (generic(5)). Then another courier carries it. Safe for
/// use by several threads.
public final class OutgoingCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingCourier.class);

    private final Courier next;
    private final Router router;
    private final Function<String, OutgoingSettings> settings;
    private final PostfixLines log;

    /// @param settings those of a transport
    public OutgoingCourier(
            Courier next,
            Router router,
            Function<String, OutgoingSettings> settings,
            PostfixLines log) {
        this.next = next;
        this.router = router;
        this.settings = settings;
        this.log = log;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        if (!(consignment.routes().getFirst() instanceof Route.ToHosts to)) {
            return next.deliver(consignment);
        }
        OutgoingSettings all = settings.apply(to.transport());
        if (all.changeNothing()) {
            return next.deliver(consignment);
        }
        OutgoingSettings now = all.forOne();
        Consumer<String> lines =
                text ->
                        log.write(
                                to.process(), consignment.number(), consignment.id() + ": " + text);
        var deliveries = new Delivery[consignment.recipients().size()];
        Map<ReversePath, List<Integer>> groups = bySender(consignment, now, deliveries);
        // What it is does not depend on the sender
        try (ExitContent content = content(consignment, now, lines)) {
            groups.forEach(
                    (sender, which) ->
                            deliver(
                                    new Part(consignment, content, sender, which, now),
                                    deliveries));
        } catch (TableFailedException e) {
            fill(deliveries, deferred(e.reason()));
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot send {} on", consignment.id(), e);
            fill(deliveries, deferred("mail system error"));
        }
        return List.of(deliveries);
    }

    private static void fill(Delivery[] deliveries, Delivery others) {
        for (int i = 0; i < deliveries.length; i++) {
            if (deliveries[i] == null) {
                deliveries[i] = others;
            }
        }
    }

    private static ExitContent content(Consignment of, OutgoingSettings now, Consumer<String> log)
            throws IOException {
        OutgoingSettings.Checks checks = now.checks();
        var work =
                new ExitContent.Work(
                        checks.tables(),
                        now.generic().map(map -> new HeaderAddressEdit((it, _) -> map.once(it))),
                        checks.fieldOctets(),
                        checks.scratch(),
                        log);
        ExitContent content = ExitContent.of(of.content(), work);
        if (content.trouble().isPresent()) {
            content.close();
            throw new TableFailedException(content.trouble().get());
        }
        return content;
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
        } catch (RuntimeException e) {
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
            Consignment of,
            MessageContent content,
            ReversePath sender,
            List<Integer> which,
            OutgoingSettings now) {

        Consignment rewritten() {
            var recipients = new ArrayList<Recipient>();
            for (int i : which) {
                Recipient old = of.recipients().get(i);
                recipients.add(old.at(seen(old.address())));
            }
            return new Consignment(
                    of.id(),
                    of.arrived(),
                    envelope(),
                    content,
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
                    now.generic()
                            .map(map -> map.once(address))
                            .orElseGet(() -> new Rewritten.To(address));
            return switch (result) {
                case Rewritten.To(var to) -> to;
                case Rewritten.NotNow(var reason) -> throw new TableFailedException(reason);
            };
        }
    }
}
