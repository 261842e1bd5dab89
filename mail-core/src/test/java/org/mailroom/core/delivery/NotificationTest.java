// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// Notifications as a mail program reads them: parsed by Mime4j.
class NotificationTest {
    private static final String MESSAGE = "Subject: original\r\nX: y\r\n\r\nthe body\r\n.dot\r\n";

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliverySettings.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private String bounce(Envelope envelope, String content, String text) {
        return notice(envelope, content, text).text();
    }

    private record Notice(Envelope envelope, String text) {}

    private Notice notice(Address sender, Recipient failed) {
        var envelope = DeliveryLab.envelope(new ReversePath.Sender(sender), List.of(failed));
        var international =
                new Envelope(
                        envelope.sender(),
                        envelope.recipients(),
                        envelope.origin(),
                        envelope.body(),
                        Envelope.Encoding.SMTPUTF8,
                        Optional.empty());
        return notice(international, MESSAGE, "no");
    }

    private Notice notice(Envelope envelope, String content, String text) {
        lab.hosts = _ -> new Outcome.Failed("5.1.1", text);
        var notification = new AtomicReference<Notice>();
        lab.mailboxes =
                it -> {
                    notification.set(new Notice(it.envelope(), text(it)));
                    return DeliveryLab.SENT;
                };
        lab.send(envelope, content);
        Awaitility.await().until(() -> lab.queue().entries().isEmpty());
        return Objects.requireNonNull(notification.get());
    }

    private static String text(Consignment consignment) {
        try (InputStream in = consignment.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String bounce(String text) {
        return bounce(envelope(Envelope.Encoding.ASCII), MESSAGE, text);
    }

    private static Envelope envelope(Envelope.Encoding encoding) {
        var recipient =
                new Recipient(
                        DeliveryLab.address("user@remote.test"),
                        DeliveryLab.address("alias@example.org"),
                        Optional.of("rfc822;first+2Bname@example.org"));
        return new Envelope(
                DeliveryLab.sender(),
                List.of(recipient),
                Origin.internal(),
                Envelope.Body.SEVEN_BIT,
                encoding,
                Optional.of("QQ314159"));
    }

    private static Message parse(String text) throws IOException {
        var builder = new DefaultMessageBuilder();
        return builder.parseMessage(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String body(Entity part) throws IOException {
        try (InputStream in = ((SingleBody) part.getBody()).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isAReportOfThreeParts() throws IOException {
        Message message =
                parse(
                        bounce(
                                "host mx.test[192.0.2.1] said: 550 5.1.1 No such user (in reply to"
                                        + " RCPT TO command)"));

        assertThat(message.getMimeType()).isEqualTo("multipart/report");
        assertThat(message.getSubject()).isEqualTo("Undelivered Mail Returned to Sender");
        assertThat(message.getFrom().get(0).getAddress()).isEqualTo("MAILER-DAEMON@example.org");
        assertThat(message.getTo().flatten().get(0).getAddress()).isEqualTo("local@example.org");
        assertThat(message.getDate()).isEqualTo(DeliveryLab.START);
        assertThat(message.getHeader().getField("Auto-Submitted").getBody())
                .isEqualTo("auto-replied");
        assertThat(message.getHeader().getField("X-Failed-Recipients").getBody())
                .isEqualTo("user@remote.test");
        List<Entity> parts = ((Multipart) message.getBody()).getBodyParts();
        assertThat(parts)
                .extracting(Entity::getMimeType)
                .containsExactly("text/plain", "message/delivery-status", "message/rfc822");
        assertThat(body(parts.get(0)))
                .startsWith("This is the mail system at host mail.example.org.\r\n\r\nI'm sorry")
                .contains(
                        "<user@remote.test>: host mx.test[192.0.2.1] said: 550 5.1.1 No such user"
                                + " (in\r\n"
                                + "    reply to RCPT TO command)");
    }

    @Test
    void reportsWhatProgramsNeed() throws IOException {
        Message message =
                parse(
                        bounce(
                                "host mx.test[192.0.2.1] said: 550 5.1.1 No such user (in reply to"
                                        + " RCPT TO command)"));

        String report = body(((Multipart) message.getBody()).getBodyParts().get(1));
        assertThat(report.lines())
                .startsWith("Reporting-MTA: dns; mail.example.org")
                .contains(
                        "X-Mailroom-Sender: rfc822; local@example.org",
                        "Original-Envelope-Id: QQ314159",
                        "Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0000",
                        "",
                        "Final-Recipient: rfc822; user@remote.test",
                        "Original-Recipient: rfc822;first+2Bname@example.org",
                        "Action: failed",
                        "Status: 5.1.1",
                        "Remote-MTA: dns; mx.test",
                        "Diagnostic-Code: smtp; 550 5.1.1 No such user");
    }

    @Test
    void bringsTheMessageBackAsItWas() throws IOException {
        String text = bounce("no");

        assertThat(text).contains("\r\nContent-Type: message/rfc822\r\n\r\n" + MESSAGE + "\r\n--");
    }

    @Test
    void bringsOnlyTheHeaderOfALargeMessageBack() throws IOException {
        String large = MESSAGE + "x".repeat(60_000);
        Message message = parse(bounce(envelope(Envelope.Encoding.ASCII), large, "no"));

        Entity last = ((Multipart) message.getBody()).getBodyParts().get(2);
        assertThat(last.getMimeType()).isEqualTo("text/rfc822-headers");
        assertThat(body(last)).isEqualTo("Subject: original\r\nX: y\r\n");
    }

    @Test
    void letsNoTextFromOutsideMakeLines() throws IOException {
        String text =
                bounce(
                        String.join(
                                "\r\n",
                                "host x[1] said: 550 a",
                                "Bcc: victim@example.org",
                                "",
                                "--boundary\nx\0y \u00e9"));

        assertThat(text.lines()).noneMatch(line -> line.startsWith("Bcc:"));
        assertThat(text)
                .contains("550 a??Bcc: victim@example.org????--boundary?x?y ?")
                .doesNotContain("\0");
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void foldsLongTextAndCutsWhatIsTooLong() throws IOException {
        String text = bounce("word ".repeat(10_000));

        assertThat(text.lines().map(String::length)).allMatch(length -> length <= 998);
        assertThat(text.length()).isLessThan(6000);
    }

    private static Envelope toMany(int count) {
        List<Recipient> recipients =
                IntStream.range(0, count)
                        .mapToObj(it -> DeliveryLab.address("user%05d@remote.test".formatted(it)))
                        .map(Recipient::of)
                        .toList();
        return DeliveryLab.envelope(DeliveryLab.sender(), recipients);
    }

    @Test
    void namesAllOfManyRecipientsButNotAllThatWasSaid() throws IOException {
        String text = bounce(toMany(10_000), MESSAGE, "word ".repeat(170));

        assertThat(text.lines().filter("Action: failed"::equals)).hasSize(10_000);
        assertThat(text.lines().filter("Status: 5.1.1"::equals)).hasSize(10_000);
        assertThat(text.lines().filter(it -> it.matches("<user\\d+@remote\\.test>: .+")))
                .hasSize(10_000)
                .anyMatch(it -> it.endsWith(">: 5.1.1"))
                .anyMatch(it -> it.contains(">: word word"));
        assertThat(text.length()).isLessThan(2 << 20);
    }

    @Test
    void hasAnEndHoweverManyRecipientsThereAre() throws IOException {
        String text = bounce(toMany(99_999), MESSAGE, "word ".repeat(170));

        assertThat(text).containsPattern("\r\nAnd so of \\d+ more recipients\\.\r\n");
        assertThat(text.length()).isLessThan(5 << 20);
        assertThat(text).contains(MESSAGE);
    }

    @Test
    void speaksUtf8ToThoseWhoReadIt() throws IOException {
        String text =
                bounce(
                        envelope(Envelope.Encoding.SMTPUTF8),
                        "Subject: \u00fc\r\n\r\n",
                        "n\u00e9in");

        assertThat(text)
                .contains(
                        "report-type=global-delivery-status",
                        "Content-Type: message/global-delivery-status",
                        "Content-Type: message/global\r\n",
                        "Final-Recipient: utf-8; user@remote.test",
                        "n\u00e9in",
                        "Subject: \u00fc");
    }

    // RFC 6531 §3.2
    @Test
    void asksForSmtputf8OnlyWhereItsReaderNeedsIt() throws IOException {
        var failed = Recipient.of(DeliveryLab.address("j\u00f6rg@remote.test"));

        Notice toAscii = notice(DeliveryLab.address("local@example.org"), failed);
        Notice toOther = notice(DeliveryLab.address("local@b\u00fccher.example"), failed);

        assertThat(toAscii.envelope().encoding()).isEqualTo(Envelope.Encoding.ASCII);
        assertThat(toAscii.text())
                .doesNotContain("X-Failed-Recipients")
                .contains("report-type=global-delivery-status", "utf-8; j\u00f6rg@remote.test");
        assertThat(toOther.envelope().encoding()).isEqualTo(Envelope.Encoding.SMTPUTF8);
        assertThat(toOther.text())
                .contains(
                        "To: local@b\u00fccher.example\r\n",
                        "X-Failed-Recipients: j\u00f6rg@remote.test\r\n");
    }

    @Test
    void writesLettersByTheirNumbersForThoseWhoReadAscii() throws IOException {
        var failed =
                new Recipient(
                        DeliveryLab.address("j\u00f6rg@remote.test"),
                        DeliveryLab.address("j\u00fcrg@remote.test"),
                        Optional.empty());

        String text = bounce(DeliveryLab.envelope(DeliveryLab.sender(), List.of(failed)), "", "no");

        assertThat(text)
                .contains(
                        "Final-Recipient: utf-8; j\\x{F6}rg@remote.test\r\n",
                        "Original-Recipient: utf-8;j\\x{FC}rg@remote.test\r\n");
    }

    @Test
    void warnsWithoutTheBody() throws IOException {
        lab.settings.replace(
                new DeliverySettings(
                        new RetrySchedule(
                                Duration.ofSeconds(300),
                                Duration.ofSeconds(4000),
                                Duration.ofSeconds(300),
                                Duration.ofDays(5),
                                Duration.ofDays(5),
                                Duration.ofHours(4)),
                        100,
                        1000,
                        DeliverySettings.Limits.DEFAULT,
                        Duration.ZERO,
                        DeliverySettings.Bounces.AT_ONCE));
        lab.hosts = _ -> new Outcome.Deferred("4.4.1", "no answer");
        lab.send("user@remote.test");
        Awaitility.await().until(() -> lab.queueManager().snapshot().deferred() == 1);

        lab.pass(Duration.ofHours(4));

        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);
        Consignment warning =
                lab.carried.stream()
                        .filter(it -> it.routes().getFirst().toString().startsWith("ToMailbox"))
                        .findFirst()
                        .orElseThrow();
        String text = text(warning);
        assertThat(text)
                .contains(
                        "Subject: Delayed Mail (still being retried)\r\n",
                        "# THIS IS A WARNING ONLY.",
                        "for more than 4 hour(s).\r\nIt will be retried until it is 5 day(s) old.",
                        "Action: delayed\r\nStatus: 4.4.1\r\n",
                        "Will-Retry-Until: Fri, 27 Nov 2026 09:00:00 +0000\r\n",
                        "Content-Type: text/rfc822-headers\r\n\r\nSubject: test\r\n\r\n--");
    }
}
