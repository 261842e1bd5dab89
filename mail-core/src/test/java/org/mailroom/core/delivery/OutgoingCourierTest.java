// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.ContentTables;
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
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private final List<String> log = new ArrayList<>();
    @TempDir private Path scratch;

    private OutgoingSettings settings(Optional<AddressMap> generic, Optional<SenderRewriting> srs) {
        return settings(generic, srs, ContentTables.NONE);
    }

    private OutgoingSettings settings(
            Optional<AddressMap> generic, Optional<SenderRewriting> srs, ContentTables tables) {
        return new OutgoingSettings(
                generic, srs, new OutgoingSettings.Checks(tables, 1000, scratch));
    }

    private OutgoingSettings checks(String header, String mime, String nested, String body) {
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
            OutgoingSettings settings, String sender, Recipient... to) {
        return deliver(settings, CONTENT, sender, to);
    }

    private List<Courier.Delivery> deliver(
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
                        Optional.empty(),
                        Envelope.Returning.HDRS,
                        Envelope.TlsDemand.UNSAID);
        List<Recipient> recipients = List.of(to);
        List<Route> routes =
                recipients.stream()
                        .<Route>map(it -> new Route.ToHosts("smtp", "far.test", it.address()))
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

    @Test
    void passesOnWhatTheSenderWantsToHear() {
        var srs = settings(Optional.empty(), Optional.of(SRS));
        Recipient asking = alias("a@here.test", "a@far.test").with(Notify.NEVER);

        deliver(srs, "sender@far.test", asking);

        assertThat(sent).containsExactly(FORWARDED + " > [a@far.test] NEVER HDRS: " + CONTENT);
    }

    @Test
    void givesForwardedMailASenderOfOurs() {
        var srs = settings(Optional.empty(), Optional.of(SRS));

        List<Courier.Delivery> deliveries =
                deliver(
                        srs,
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
        var srs = settings(Optional.empty(), Optional.of(SRS));
        Recipient forwarded = alias("a@here.test", "a@far.test");

        deliver(srs, "me@here.test", forwarded);
        deliver(srs, "", forwarded);
        deliver(srs, "sender@far.test", alias("a@there.test", "a@far.test"));

        assertThat(sent)
                .map(it -> it.replaceFirst(" > .*\\R(?s:.*)", ""))
                .containsExactly("me@here.test", "", "sender@far.test");
    }

    @Test
    void knowsWhoHasItThoughACourierFailsOnTheOthers() {
        var srs = settings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        deliver(
                                srs,
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
                settings(
                        Optional.of(generic(Map.of("ann@local.test", "ann.lee@isp.test"))),
                        Optional.empty());

        deliver(generic, "ann@local.test", alias("x@far.test", "x@far.test"));

        assertThat(sent)
                .containsExactly(
                        "ann.lee@isp.test > [x@far.test]: "
                                + CONTENT.replace("<ann@local.test>", "<ann.lee@isp.test>"));
    }

    @Test
    void waitsForATableThatCannotBeAsked() {
        var generic =
                settings(Optional.of(generic(Map.of("ann@local.test", "!"))), Optional.empty());

        assertThat(deliver(generic, "x@far.test", alias("x@far.test", "x@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(new Outcome.Deferred("4.3.0", "no table"));
        assertThat(sent).isEmpty();
    }

    @Test
    void waitsForAListOfDomainsThatCannotBeAsked() {
        var srs = settings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        deliver(
                                srs,
                                "sender@far.test",
                                alias("a@away.test", "a@far.test"),
                                alias("b@here.test", "b@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(
                        new Outcome.Deferred("4.3.0", "no list"),
                        new Outcome.Delivered("2.0.0", "b@far.test"));
    }

    // header_checks(5), ACTIONS: those that the SMTP client has
    @Test
    void looksAtWhatLeaves() {
        OutgoingSettings checks =
                checks(
                        """
                        regexp:{{/^Received:/ IGNORE} {/^X-Secret:/ STRIP for the world}
                         {/^Subject: (.*)/ REPLACE Subject: [out] $1} {/^To:/ PREPEND X-Seen: yes}
                         {/^Date:/ WARN late} {/^From:/ INFO}}\
                        """,
                        "regexp:{{/name=secret/ REPLACE Content-Type: text/plain}}",
                        "regexp:{{/^X-Inner:/ IGNORE}}",
                        "regexp:{{/password (.*)/ REPLACE password ***}}");

        deliver(
                checks,
                lines(
                        "Received: from within",
                        "X-Secret: 1",
                        "Subject: hello",
                        "To: x@far.test",
                        "Date: " + "x".repeat(70),
                        "From: ann@local.test",
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/plain; name=secret",
                        "",
                        "password 12345",
                        "--b",
                        "Content-Type: message/rfc822",
                        "",
                        "X-Inner: 1",
                        "",
                        "inner"),
                "ann@local.test",
                alias("x@far.test", "x@far.test"));

        assertThat(sent)
                .containsExactly(
                        "ann@local.test > [x@far.test]: "
                                + lines(
                                        "Subject: [out] hello",
                                        "X-Seen: yes",
                                        "To: x@far.test",
                                        "Date: " + "x".repeat(70),
                                        "From: ann@local.test",
                                        "Content-Type: multipart/mixed; boundary=b",
                                        "",
                                        "--b",
                                        "Content-Type: text/plain",
                                        "",
                                        "password ***",
                                        "--b",
                                        "Content-Type: message/rfc822",
                                        "",
                                        "",
                                        "inner"));
        assertThat(log)
                .containsExactly(
                        "smtp 1 id: strip: header X-Secret: 1: for the world",
                        "smtp 1 id: replace: header Subject: hello: Subject: [out] hello",
                        "smtp 1 id: prepend: header To: x@far.test: X-Seen: yes",
                        "smtp 1 id: warning: header Date: " + "x".repeat(54) + ": late",
                        "smtp 1 id: info: header From: ann@local.test",
                        "smtp 1 id: replace: header Content-Type: text/plain; name=secret:"
                                + " Content-Type: text/plain",
                        "smtp 1 id: replace: body password 12345: password ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BCC a@b.test",
                "DISCARD",
                "FILTER a:b",
                "HOLD",
                "PASS",
                "REDIRECT a@b.test",
                "REJECT"
            })
    void warnsOfWhatComesTooLate(String action) {
        deliver(
                checks("regexp:{{/^From:/ " + action + "}}", "", "", ""),
                "ann@local.test",
                alias("x@far.test", "x@far.test"));

        assertThat(sent).containsExactly("ann@local.test > [x@far.test]: " + CONTENT);
        assertThat(log)
                .containsExactly(
                        "smtp 1 id: warning: unsupported command in smtp_header_checks map: "
                                + action);
    }

    // As in smtp(8): the tables see addresses as they were, and theirs are rewritten
    @Test
    void looksBeforeItRewrites() {
        OutgoingSettings checks =
                settings(
                        Optional.of(generic(Map.of("bob@local.test", "bob@isp.test"))),
                        Optional.empty(),
                        checks(
                                        "regexp:{{/^From:.*ann@local/ REPLACE From:"
                                                + " bob@local.test}}",
                                        "",
                                        "",
                                        "")
                                .checks()
                                .tables());

        deliver(checks, "ann@local.test", alias("x@far.test", "x@far.test"));

        assertThat(sent).singleElement().asString().contains(": From: bob@isp.test\r\nTo:");
    }

    @ParameterizedTest
    @CsvSource({"fail:no,''", "'',fail:no"})
    void waitsForAContentTableThatCannotBeAsked(String header, String body) {
        OutgoingSettings checks = checks(header, "", "", body);

        assertThat(deliver(checks, "ann@local.test", alias("x@far.test", "x@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(new Outcome.Deferred("4.3.0", "header/body checks lookup error"));
        assertThat(sent).isEmpty();
    }

    @Test
    void keepsLargeBodiesAsideForADelivery() throws IOException {
        String body = lines("secret") + lines("x".repeat(998)).repeat(500);

        deliver(
                checks("", "", "", "regexp:{{/secret/ IGNORE}}"),
                lines("A: b", "") + body,
                "ann@local.test",
                alias("x@far.test", "x@far.test"));

        assertThat(sent).singleElement().asString().endsWith(body.substring("secret\r\n".length()));
        try (var left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    private static String lines(String... lines) {
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
            return new Route.ToHosts("smtp", recipient.domain(), recipient);
        }

        @Override
        public Route route(Address recipient, ReversePath sender, TransportSpec by) {
            return route(recipient, sender);
        }
    }
}
