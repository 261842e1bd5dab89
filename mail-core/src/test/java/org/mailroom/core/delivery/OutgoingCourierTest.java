// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.TransportSpec;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class OutgoingCourierTest {
    private static final SenderRewriting SRS =
            new SenderRewriting(
                    "here.test",
                    List.of("0123456789abcdef"),
                    Duration.ofDays(21),
                    () -> Instant.EPOCH);
    private static final Address FORWARDED = SRS.forwarded(address("sender@far.test"));
    private static final String CONTENT =
            "From: Ann <ann@local.test>\r\nTo: x@far.test\r\n\r\nann@local.test\r\n";

    private final List<String> sent = new ArrayList<>();

    private static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static Recipient alias(String original, String target) {
        return new Recipient(address(target), address(original), Optional.empty());
    }

    private static AddressMap generic(Map<String, String> entries) {
        return new AddressMap(
                address ->
                        new Answer(
                                Optional.ofNullable(entries.get(address.key()))
                                        .<Lookup>map(
                                                text ->
                                                        text.equals("!")
                                                                ? new Lookup.Failed("no table")
                                                                : new Lookup.Found(text))
                                        .orElse(Lookup.NOT_FOUND),
                                ""),
                false,
                "here.test");
    }

    private List<Courier.Delivery> deliver(
            OutgoingSettings settings, String transport, String sender, Recipient... to) {
        var envelope =
                new Envelope(
                        sender.isEmpty()
                                ? ReversePath.NULL
                                : new ReversePath.Sender(address(sender)),
                        List.of(to),
                        Origin.internal(),
                        Envelope.Body.SEVEN_BIT,
                        Envelope.Encoding.ASCII,
                        Optional.empty(),
                        Envelope.Returning.HDRS);
        List<Recipient> recipients = List.of(to);
        List<Route> routes =
                recipients.stream()
                        .<Route>map(it -> new Route.ToHosts(transport, "far.test", it.address()))
                        .toList();
        return new OutgoingCourier(this::send, new HereOrThere(), () -> settings)
                .deliver(
                        new Consignment(
                                new QueueId("id"),
                                Instant.EPOCH,
                                envelope,
                                MessageContent.of(CONTENT.getBytes(StandardCharsets.US_ASCII)),
                                recipients,
                                routes,
                                1));
    }

    private List<Courier.Delivery> send(Consignment what) {
        if (what.recipients().getFirst().address().localPart().equals("bug")) {
            throw new IllegalStateException("a bug of the courier");
        }
        try (var in = what.content().open()) {
            byte[] content = in.readAllBytes();
            assertThat(content).hasSize((int) what.content().octets());
            sent.add(
                    "%s > %s%s: %s"
                            .formatted(
                                    what.envelope().sender(),
                                    what.recipients().stream().map(Recipient::address).toList(),
                                    asked(what),
                                    new String(content, StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return what.recipients().stream()
                .map(
                        it ->
                                new Courier.Delivery(
                                        new Outcome.Delivered("2.0.0", it.address().toString()),
                                        "peer"))
                .toList();
    }

    /// What a sender wants to hear, where he has said so.
    private static String asked(Consignment what) {
        String notices = what.recipients().getFirst().notices().toString();
        return notices.isEmpty() ? "" : " " + notices + " " + what.envelope().returning();
    }

    @Test
    void passesOnWhatTheSenderWantsToHear() {
        var srs = new OutgoingSettings(Optional.empty(), Optional.of(SRS));
        Recipient asking = alias("a@here.test", "a@far.test").with(Notify.NEVER);

        deliver(srs, "smtp", "sender@far.test", asking);

        assertThat(sent).containsExactly(FORWARDED + " > [a@far.test] NEVER HDRS: " + CONTENT);
    }

    @Test
    void givesForwardedMailASenderOfOurs() {
        var srs = new OutgoingSettings(Optional.empty(), Optional.of(SRS));

        List<Courier.Delivery> deliveries =
                deliver(
                        srs,
                        "smtp",
                        "sender@far.test",
                        alias("a@here.test", "a@far.test"),
                        alias("b@far.test", "b@far.test"),
                        alias("c@here.test", "c@far.test"));

        assertThat(sent)
                .containsExactly(
                        FORWARDED + " > [a@far.test, c@far.test]: " + CONTENT,
                        "sender@far.test > [b@far.test]: " + CONTENT);
        assertThat(deliveries)
                .map(it -> it.outcome().text())
                .containsExactly("a@far.test", "b@far.test", "c@far.test");
    }

    @Test
    void leavesOtherSendersAlone() {
        var srs = new OutgoingSettings(Optional.empty(), Optional.of(SRS));
        Recipient forwarded = alias("a@here.test", "a@far.test");

        deliver(srs, "smtp", "me@here.test", forwarded);
        deliver(srs, "smtp", "", forwarded);
        deliver(srs, "lmtp", "sender@far.test", forwarded);
        deliver(srs, "smtp", "sender@far.test", alias("a@there.test", "a@far.test"));

        assertThat(sent)
                .map(it -> it.replaceFirst(" > .*\\R(?s:.*)", ""))
                .containsExactly("me@here.test", "", "sender@far.test", "sender@far.test");
    }

    @Test
    void knowsWhoHasItThoughACourierFailsOnTheOthers() {
        var srs = new OutgoingSettings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        deliver(
                                srs,
                                "smtp",
                                "sender@far.test",
                                alias("a@here.test", "a@far.test"),
                                alias("b@far.test", "bug@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(
                        new Outcome.Delivered("2.0.0", "a@far.test"),
                        new Outcome.Deferred("4.3.0", "mail system error"));
    }

    // generic(5): envelope and header, not the body
    @Test
    void showsOtherAddressesToTheWorld() {
        var generic =
                new OutgoingSettings(
                        Optional.of(generic(Map.of("ann@local.test", "ann.lee@isp.test"))),
                        Optional.empty());

        deliver(generic, "smtp", "ann@local.test", alias("x@far.test", "x@far.test"));

        assertThat(sent)
                .containsExactly(
                        "ann.lee@isp.test > [x@far.test]: "
                                + CONTENT.replace("<ann@local.test>", "<ann.lee@isp.test>"));
    }

    @Test
    void waitsForATableThatCannotBeAsked() {
        var generic =
                new OutgoingSettings(
                        Optional.of(generic(Map.of("ann@local.test", "!"))), Optional.empty());

        assertThat(deliver(generic, "smtp", "x@far.test", alias("x@far.test", "x@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(new Outcome.Deferred("4.3.0", "no table"));
        assertThat(sent).isEmpty();
    }

    @Test
    void waitsForAListOfDomainsThatCannotBeAsked() {
        var srs = new OutgoingSettings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        deliver(
                                srs,
                                "smtp",
                                "sender@far.test",
                                alias("a@away.test", "a@far.test"),
                                alias("b@here.test", "b@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(
                        new Outcome.Deferred("4.3.0", "no list"),
                        new Outcome.Delivered("2.0.0", "b@far.test"));
    }

    /// What is at `here.test` is ours; of `away.test` nobody knows now.
    private static final class HereOrThere extends DeliveryLab.LabRouter {
        @Override
        public AddressClass classify(Address recipient) {
            if (recipient.domain().equals("away.test")) {
                throw new TableFailedException("no list");
            }
            return recipient.domain().equals("here.test")
                    ? AddressClass.LOCAL
                    : AddressClass.DEFAULT;
        }

        @Override
        public Route route(Address recipient, ReversePath sender) {
            return new Route.ToHosts("smtp", recipient.domain(), recipient);
        }

        @Override
        public Route route(Address recipient, ReversePath sender, TransportSpec by) {
            return route(recipient, sender);
        }
    }
}
