// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.ContentTables;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
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
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An outgoing courier before one that writes down what it is given, and delivers it.
final class OutgoingLab {
    static final SenderRewriting SRS =
            new SenderRewriting(
                    "here.test",
                    List.of("0123456789abcdef"),
                    Duration.ofDays(21),
                    () -> Instant.EPOCH);
    static final Address FORWARDED = SRS.forwarded(address("sender@far.test"));
    static final String CONTENT =
            "From: Ann <ann@local.test>\r\nTo: x@far.test\r\n\r\nann@local.test\r\n";
    static final Recipient FAR = alias("x@far.test", "x@far.test");

    /// What the courier of hosts was given: `SENDER > [RECIPIENTS]: CONTENT`.
    final List<String> sent = new ArrayList<>();

    final List<String> log = new ArrayList<>();
    private final Path scratch;

    /// @param scratch where large bodies are kept
    OutgoingLab(Path scratch) {
        this.scratch = scratch;
    }

    OutgoingSettings settings(Optional<AddressMap> generic, Optional<SenderRewriting> srs) {
        return settings(generic, srs, ContentTables.NONE);
    }

    OutgoingSettings settings(
            Optional<AddressMap> generic, Optional<SenderRewriting> srs, ContentTables tables) {
        return new OutgoingSettings(
                generic, srs, new OutgoingSettings.Checks(tables, 1000, scratch));
    }

    OutgoingSettings checks(String header, String mime, String nested, String body) {
        return settings(
                Optional.empty(),
                Optional.empty(),
                new ContentTables(
                        "smtp_",
                        rules(header),
                        rules(mime),
                        rules(nested),
                        rules(body),
                        Integer.MAX_VALUE,
                        2048));
    }

    private static List<LookupTable> rules(String rules) {
        Tables tables = Tables.of("hash", Set.of(), _ -> {});
        return rules.isEmpty() ? List.of() : List.of(tables.open(rules));
    }

    private static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    static Recipient alias(String original, String target) {
        return new Recipient(address(target), address(original), Optional.empty());
    }

    static AddressMap generic(Map<String, String> entries) {
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

    List<Courier.Delivery> deliver(OutgoingSettings settings, String sender, Recipient... to) {
        return deliver(settings, CONTENT, sender, to);
    }

    List<Courier.Delivery> deliver(
            OutgoingSettings settings, String content, String sender, Recipient... to) {
        var envelope =
                new Envelope(
                                sender.isEmpty()
                                        ? ReversePath.NULL
                                        : new ReversePath.Sender(address(sender)),
                                List.of(to),
                                Origin.internal(),
                                Envelope.Body.SEVEN_BIT,
                                Envelope.Encoding.ASCII,
                                Optional.empty())
                        .with(Envelope.Returning.HDRS);
        List<Recipient> recipients = List.of(to);
        List<Route> routes =
                recipients.stream()
                        .<Route>map(
                                it -> new Route.ToHosts("smtp", "smtp", "far.test", it.address()))
                        .toList();
        return new OutgoingCourier(
                        this::send,
                        new HereOrThere(),
                        _ -> settings,
                        (process, number, text) -> log.add(process + " " + number + " " + text))
                .deliver(
                        new Consignment(
                                new QueueId("id"),
                                Instant.EPOCH,
                                envelope,
                                MessageContent.of(content.getBytes(StandardCharsets.US_ASCII)),
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

    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
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
            return new Route.ToHosts("smtp", "smtp", recipient.domain(), recipient);
        }

        @Override
        public Route route(Address recipient, ReversePath sender, TransportSpec by) {
            return route(recipient, sender);
        }
    }
}
