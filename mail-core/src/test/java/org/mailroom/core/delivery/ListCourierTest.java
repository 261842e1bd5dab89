// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ListCourierTest {
    private static final QueueId ID = new QueueId("a");
    private static final Address LIST = new Address("list", "example.org");
    private static final Address OWNER = new Address("owner-list", "example.org");
    private static final Address ANN = new Address("ann", "far.example");

    private final List<Envelope> sent = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Draft.Committed answer = new Draft.Committed.Queued(ID);

    private Draft draft(Envelope envelope) {
        return new Draft() {
            @Override
            public QueueId id() {
                return ID;
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                written.write(buffer, offset, length);
            }

            @Override
            public void obey(MessageOrder order) {}

            @Override
            public Committed commit(Inspection inspection) {
                sent.add(envelope);
                return answer;
            }

            @Override
            public boolean refusalIsLogged() {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    private Courier.Delivery deliver(ReversePath sender, Notify notices, String content) {
        Recipient recipient =
                new Recipient(LIST, LIST, Optional.of("rfc822;list@example.org"), notices);
        var envelope =
                new Envelope(
                                sender,
                                List.of(recipient),
                                new Origin(
                                        "c",
                                        "192.0.2.1",
                                        "c",
                                        "ESMTP",
                                        Optional.empty(),
                                        Optional.empty()),
                                Envelope.Body.EIGHT_BIT_MIME,
                                Envelope.Encoding.SMTPUTF8,
                                Optional.of("QQ"))
                        .with(Envelope.Returning.HDRS)
                        .with(Envelope.TlsDemand.REQUIRED);
        var consignment =
                new Consignment(
                        new QueueId("b"),
                        Instant.EPOCH,
                        envelope,
                        MessageContent.of(content.getBytes(StandardCharsets.US_ASCII)),
                        List.of(recipient),
                        List.of(new Route.ToList(LIST, OWNER, List.of(ANN))),
                        1);
        return new ListCourier((to, _, _) -> draft(to)).deliver(consignment).getFirst();
    }

    private static ReversePath from(Address address) {
        return new ReversePath.Sender(address);
    }

    private static Envelope toAnn(ReversePath sender, Notify notices) {
        return new Envelope(
                        sender,
                        List.of(Recipient.of(ANN).with(notices)),
                        Origin.internal(),
                        Envelope.Body.EIGHT_BIT_MIME,
                        Envelope.Encoding.SMTPUTF8,
                        Optional.empty())
                .with(Envelope.TlsDemand.REQUIRED);
    }

    @Test
    void sendsToTheMembersFromTheOwner() {
        Courier.Delivery delivery =
                deliver(from(ANN), Notify.parse("SUCCESS").orElseThrow(), "Subject: x\r\n\r\n");

        assertThat(delivery)
                .isEqualTo(
                        new Courier.Delivery(
                                new Outcome.Delivered("2.0.0", "forwarded as a"),
                                "local",
                                Duration.ZERO,
                                new Courier.Connection(1, "", Courier.Telling.ARRIVED)));
        assertThat(sent).containsExactly(toAnn(from(OWNER), Notify.UNSAID));
        assertThat(written).hasToString("Delivered-To: list@example.org\r\nSubject: x\r\n\r\n");
    }

    // RFC 5321 §4.5.5: of a notification nobody is notified
    @Test
    void keepsTheNullSender() {
        deliver(ReversePath.NULL, Notify.NEVER, "Subject: x\r\n\r\n");

        assertThat(sent).containsExactly(toAnn(ReversePath.NULL, Notify.NEVER));
    }

    @Test
    void failsOnMailThatHasPassedTheList() {
        Outcome outcome =
                deliver(from(ANN), Notify.UNSAID, "X: y\r\nDelivered-To: LIST@example.org\r\n\r\n")
                        .outcome();

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Failed("5.4.6", "mail forwarding loop for list@example.org"));
        assertThat(sent).isEmpty();
    }

    @Test
    void passesTheFieldsOfABody() {
        deliver(from(ANN), Notify.UNSAID, "X: y\r\n\r\nDelivered-To: list@example.org\r\n");

        assertThat(sent).hasSize(1);
    }

    @Test
    void takesOverWhyMailIsNotTaken() {
        answer = new Draft.Committed.Refused(451, "4.3.0", "later");
        Outcome later = deliver(from(ANN), Notify.UNSAID, "\r\n").outcome();
        answer = new Draft.Committed.Refused(554, "5.4.0", "never");
        Outcome never = deliver(from(ANN), Notify.UNSAID, "\r\n").outcome();

        assertThat(later).isEqualTo(new Outcome.Deferred("4.3.0", "later"));
        assertThat(never).isEqualTo(new Outcome.Failed("5.4.0", "never"));
    }
}
