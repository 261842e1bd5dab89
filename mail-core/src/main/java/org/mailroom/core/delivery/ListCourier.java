// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sends mail for a list on to its members, as a message of its own whose sender is the owner of
/// the list (local(8)). Safe for use by several threads.
public final class ListCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(ListCourier.class);
    private static final int PERMANENT = 500;

    // RFC 3461 §5.2.7.4: with the list it has arrived
    private static final Connection ARRIVED = new Connection(1, "", Telling.ARRIVED);

    private final Intake intake;

    public ListCourier(Intake intake) {
        this.intake = intake;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        DeliveryLoop loop = DeliveryLoop.of(consignment);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < consignment.recipients().size(); i++) {
            if (!(consignment.routes().get(i) instanceof Route.ToList list)) {
                throw new IllegalArgumentException("no list: " + consignment.routes().get(i));
            }
            Recipient recipient = consignment.recipients().get(i);
            deliveries.add(
                    new Delivery(
                            loop.obstacle(list.list().toString())
                                    .orElseGet(() -> sendOn(consignment, recipient, list)),
                            "local",
                            Duration.ZERO,
                            ARRIVED));
        }
        return deliveries;
    }

    private Outcome sendOn(Consignment of, Recipient recipient, Route.ToList list) {
        Envelope envelope = envelope(of.envelope(), recipient, list);
        try (Draft draft = intake.open(envelope, Intake.Submission.AS_IT_IS)) {
            draft.write(TraceLines.deliveredTo(list.list().toString()) + "\r\n");
            draft.write(of.content());
            return switch (draft.commit()) {
                case Draft.Committed.Queued(var id) ->
                        new Outcome.Delivered("2.0.0", "forwarded as " + id);
                case Draft.Committed.Refused refused when refused.code() >= PERMANENT ->
                        new Outcome.Failed(refused.status(), refused.text());
                case Draft.Committed.Refused refused ->
                        new Outcome.Deferred(refused.status(), refused.text());
            };
        } catch (IOException e) {
            LOG.error("Cannot read {}", of.id(), e);
            return new Outcome.Deferred("4.3.0", "mail system error");
        }
    }

    // What the sender wants to hear ends with the list
    private static Envelope envelope(Envelope of, Recipient recipient, Route.ToList list) {
        Notify notices = recipient.notices().equals(Notify.NEVER) ? Notify.NEVER : Notify.UNSAID;
        List<Recipient> members =
                list.members().stream().map(to -> Recipient.of(to).with(notices)).toList();
        // Of a notification nobody is notified
        ReversePath sender =
                of.sender() instanceof ReversePath.Null
                        ? ReversePath.NULL
                        : new ReversePath.Sender(list.owner());
        // RFC 8689 §6: a list may hand on what the sender demands
        return new Envelope(
                        sender,
                        members,
                        Origin.internal(),
                        of.body(),
                        of.encoding(),
                        Optional.empty())
                .with(of.tls())
                .with(of.urgency().ofSuccessor());
    }
}
