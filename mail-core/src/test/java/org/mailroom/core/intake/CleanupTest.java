// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueSettings;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TransportSpec;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class CleanupTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:01Z");
    private static final Recipient ALICE = Recipient.of(new Address("alice", "example.org"));
    private static final Recipient BOB = Recipient.of(new Address("bob", "example.org"));

    @TempDir Path folder;
    private Queue queue;
    private Envelope.TlsDemand demand = Envelope.TlsDemand.UNSAID;
    private CleanupTables tables = CleanupTables.NONE;
    private long maxOctets = 2000;
    private Inspection inspection = Inspection.NONE;
    private MailLog log;
    private Origin origin =
            new Origin(
                    "unknown",
                    "192.0.2.1",
                    "client.test",
                    "ESMTP",
                    Optional.empty(),
                    Optional.empty());

    @BeforeEach
    void open() throws IOException {
        queue = Queue.open(QueueSettings.in(folder.resolve("queue")), () -> NOW);
        log = MailLog.open(folder.resolve("mail.log"), "mx", LogTags.of("postfix"), () -> NOW);
        queue.start((_, _) -> {});
    }

    @AfterEach
    void close() throws IOException {
        queue.close();
        log.close();
    }

    @Test
    void queuesTheContentBehindItsTraceField() throws IOException {
        Draft.Committed committed =
                take("Subject: x\r\nBcc: c@d\r\n\r\nbody\n", Intake.Submission.AS_IT_IS);

        assertThat(committed).isInstanceOf(Draft.Committed.Queued.class);
        List<String> lines = queued().lines().toList();
        assertThat(lines.get(1)).startsWith("\tby mx.test (Mailroom) with ESMTP id ");
        assertThat(lines)
                .startsWith("Received: from client.test (unknown [192.0.2.1])")
                .endsWith(
                        "\tfor <alice@example.org>; Sun, 22 Nov 2026 09:00:01 +0000 (UTC)",
                        "Subject: x",
                        "",
                        "body");
    }

    @Test
    void completesTheHeaderOfASubmission() throws IOException {
        take("Subject: x\r\n\r\nbody\r\n", Intake.Submission.COMPLETE_HEADERS);

        assertThat(queued())
                .contains("@mx.test>\r\nDate: Sun, 22 Nov 2026 09:00:01 +0000 (UTC)\r\n")
                .contains("From: s@client.test\r\n\r\nbody\r\n");
    }

    @Test
    void logsTheMessageIdThatItHasAddedOrThatThereIsNone() throws IOException {
        take("Subject: x\r\n\r\nbody\r\n", Intake.Submission.COMPLETE_HEADERS);
        take("Subject: x\r\n\r\nbody\r\n", Intake.Submission.AS_IT_IS);
        log.close();

        List<String> ids =
                Files.readAllLines(folder.resolve("mail.log")).stream()
                        .map(line -> line.replaceFirst(".*message-id=", ""))
                        .toList();
        assertThat(ids).hasSize(2).last().isEqualTo("<>");
        assertThat(ids).first().asString().matches("<.+@mx\\.test>");
    }

    @Test
    void refusesAMessagePastTheSizeLimit() {
        assertThat(take("x".repeat(2001), Intake.Submission.AS_IT_IS))
                .isEqualTo(
                        new Draft.Committed.Refused(552, "5.3.4", "Error: message file too big"));
        assertThat(queue.entries()).isEmpty();
    }

    // Else mail that comes back would be lost: nobody is there to hear of the refusal
    @Test
    void takesMailOfThisServerOfAnySize() {
        origin = Origin.internal();

        assertThat(take("x".repeat(2001), Intake.Submission.AS_IT_IS))
                .isInstanceOf(Draft.Committed.Queued.class);
    }

    @Test
    void refusesAMessageThatGoesInCircles() {
        assertThat(take("Received: x\r\n".repeat(4), Intake.Submission.AS_IT_IS))
                .isEqualTo(new Draft.Committed.Refused(554, "5.4.0", "Error: too many hops"));
    }

    @Test
    void queuesWhatTheAliasesSay() throws IOException {
        take("Subject: x\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(queue.load(only()).orElseThrow().envelope().recipients()).containsExactly(BOB);
    }

    @Test
    void holdsWhatTheContentTablesWantHeld() {
        tables = tables(Copies.NONE, header("{/./ HOLD}"));

        take("Subject: x\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(only().handling().held()).isTrue();
        assertThat(folder.resolve("mail.log"))
                .satisfies(_ -> log.close())
                .content()
                .contains(
                        ": hold: header Subject: x from unknown[192.0.2.1]; from=<s@client.test>"
                                + " to=<alice@example.org> proto=ESMTP helo=<client.test>\n");
    }

    @Test
    void tellsNobodyOfCopies() {
        var copies =
                new Copies(
                        Optional.of(new Address("copy", "example.org")),
                        _ -> Lookup.NOT_FOUND,
                        _ -> Lookup.NOT_FOUND,
                        "example.org");
        var found = new EnvelopeAddresses(tables(copies, ContentTables.NONE)).of(envelope());

        assertThat(found)
                .isEqualTo(
                        new EnvelopeAddresses.Found.Addresses(
                                envelope().sender(),
                                List.of(
                                        ALICE,
                                        Recipient.of(new Address("copy", "example.org"))
                                                .with(Notify.NEVER))));
    }

    @Test
    void letsARecipientWhoGetsACopyTooStayARecipient() {
        Recipient told = BOB.with(Notify.parse("FAILURE").orElseThrow());
        var copies =
                new Copies(
                        Optional.of(BOB.address()),
                        _ -> new Lookup.Found("bob@example.org"),
                        _ -> new Lookup.Found("bob@example.org"),
                        "example.org");
        Envelope envelope = envelope().to(envelope().sender(), List.of(ALICE, told));

        var found = new EnvelopeAddresses(tables(copies, ContentTables.NONE)).of(envelope);

        assertThat(found)
                .isInstanceOfSatisfying(
                        EnvelopeAddresses.Found.Addresses.class,
                        it -> assertThat(it.recipients()).startsWith(ALICE, told));
    }

    @Test
    void keepsWhatIsPutBeforeADroppedField() throws IOException {
        tables =
                tables(
                        Copies.NONE,
                        header(
                                "{/^Bcc: c/ PREPEND X-Copy: yes} {/^Bcc: e/ REPLACE X-Copy: no}"
                                        + " {/^X-Bcc/ REPLACE Bcc: f@g}"));

        take("Bcc: c@d\r\nBcc: e@f\r\nX-Bcc: f@g\r\nTo: a@b\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(queued()).endsWith("(UTC)\r\nX-Copy: yes\r\nX-Copy: no\r\nTo: a@b\r\n\r\n");
    }

    // RFC 8689 §4.1
    @ParameterizedTest
    @CsvSource({
        "UNSAID, TLS-Required: No, NOT_REQUIRED",
        "UNSAID, tls-required:no, NOT_REQUIRED",
        "UNSAID, TLS-Required: yes, UNSAID",
        "UNSAID, X-TLS-Required: no, UNSAID",
        "REQUIRED, TLS-Required: No, REQUIRED"
    })
    void takesTlsForLessImportantWhereTheHeaderSaysSo(
            Envelope.TlsDemand said, String field, Envelope.TlsDemand kept) throws IOException {
        demand = said;

        take(field + "\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(queue.load(only()).orElseThrow().envelope().tls()).isEqualTo(kept);
    }

    @Test
    void changesALongMessageThatLiesInAFile() throws IOException {
        maxOctets = 2_000_000;
        inspection =
                message -> {
                    message.apply(
                            List.of(
                                    new MessageEdit.AddField(new MessageField("X-New", " a\nb")),
                                    new MessageEdit.RemoveField(1, "X-Old")));
                    return new Inspection.Judgement.Passed();
                };
        String body = "0123456789abcde\r\n".repeat(50_000);

        take("X-Old: x\r\nSubject: y\r\n\r\n" + body, Intake.Submission.AS_IT_IS);

        assertThat(queued()).endsWith("\r\nSubject: y\r\nX-New: a\r\n\tb\r\n\r\n" + body);
        assertThat(folder.resolve("queue/content")).isNotEmptyDirectory();
    }

    @Test
    void putsAnotherBodyInThePlaceOfALongOne() throws IOException {
        maxOctets = 2_000_000;
        inspection =
                message -> {
                    NewBody other = message.newBody();
                    byte[] octets = "new\r\n".getBytes(StandardCharsets.US_ASCII);
                    other.write(octets, 0, octets.length);
                    message.apply(List.of(new MessageEdit.ReplaceBody(other)));
                    return new Inspection.Judgement.Passed();
                };

        take("Subject: y\r\n\r\n" + "long\r\n".repeat(200_000), Intake.Submission.AS_IT_IS);

        assertThat(queued()).endsWith("\r\nSubject: y\r\n\r\nnew\r\n");
        assertThat(folder.resolve("queue/content")).isEmptyDirectory();
    }

    @Test
    void hidesItsOwnTraceFromFilters() throws IOException {
        var seen = new ArrayList<MessageField>();
        inspection =
                message -> {
                    seen.addAll(message.header());
                    message.apply(List.of(new MessageEdit.RemoveField(1, "received")));
                    return new Inspection.Judgement.Passed();
                };

        take("Received: theirs\r\nSubject: y\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(seen)
                .containsExactly(
                        new MessageField("Received", " theirs"), new MessageField("Subject", " y"));
        assertThat(queued()).startsWith("Received: from client.test").doesNotContain("theirs");
    }

    @ParameterizedTest
    @CsvSource({"5001, 1", "3, 262144"})
    void refusesAHeaderThatFiltersCannotBeShown(int fields, int length) throws IOException {
        maxOctets = 2_000_000;
        inspection = _ -> new Inspection.Judgement.Passed();
        String field = "X: " + "x".repeat(length) + "\r\n";

        Draft.Committed done = take(field.repeat(fields) + "\r\n", Intake.Submission.AS_IT_IS);

        assertThat(done)
                .isEqualTo(
                        new Draft.Committed.Refused(552, "5.3.4", "Error: message header too big"));
    }

    @Test
    void leavesNothingOfAMessageThatAFilterRefuses() throws IOException {
        inspection = _ -> new Inspection.Judgement.Refused(550, "5.7.1", List.of("no"));

        Draft.Committed done = take("Subject: y\r\n\r\n", Intake.Submission.AS_IT_IS);

        assertThat(done).isEqualTo(new Draft.Committed.Refused(550, "5.7.1", "no"));
        assertThat(queue.entries()).isEmpty();
    }

    private static CleanupTables tables(Copies copies, ContentTables content) {
        return new CleanupTables(
                AddressRewriting.NONE, Optional.empty(), copies, content, List.of(), Set.of());
    }

    private static ContentTables header(String rules) {
        return new ContentTables(
                "",
                List.of(Tables.of("hash", Set.of(), _ -> {}).open("regexp:{" + rules + "}")),
                List.of(),
                List.of(),
                List.of(),
                0,
                1);
    }

    private Draft.Committed take(String content, Intake.Submission submission) {
        var settings =
                new CleanupSettings(
                        "mx.test",
                        "Mailroom",
                        Set.of("Bcc"),
                        true,
                        1000,
                        3,
                        maxOctets,
                        ZoneId.of("UTC"),
                        "",
                        AliasKind.ALL,
                        tables);
        var cleanup =
                new Cleanup(
                        queue, new EverythingToBob(), () -> settings, log, () -> NOW, inspection);
        byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
        try (Draft draft = cleanup.open(envelope().with(demand), submission)) {
            draft.write(octets, 0, octets.length);
            return draft.commit(inspection);
        }
    }

    private Envelope envelope() {
        return new Envelope(
                new ReversePath.Sender(new Address("s", "client.test")),
                List.of(ALICE),
                origin,
                Envelope.Body.SEVEN_BIT,
                Envelope.Encoding.ASCII,
                Optional.empty());
    }

    private QueueEntry only() {
        assertThat(queue.entries()).hasSize(1);
        return queue.entries().iterator().next();
    }

    private String queued() throws IOException {
        try (var in = queue.load(only()).orElseThrow().content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// A router with one alias: everybody is Bob.
    private static final class EverythingToBob implements Router {
        @Override
        public AddressClass classify(Address recipient) {
            return AddressClass.LOCAL;
        }

        @Override
        public Known known(Address recipient) {
            return new Known.Yes();
        }

        @Override
        public Expansion expand(List<Recipient> recipients, Set<AliasKind> kinds) {
            return new Expansion.Final(List.of(BOB));
        }

        @Override
        public Route route(Address recipient, ReversePath sender) {
            return new Route.ToMailbox("local", "bob", recipient);
        }

        @Override
        public Route route(Address recipient, ReversePath sender, TransportSpec by) {
            return route(recipient, sender);
        }
    }
}
