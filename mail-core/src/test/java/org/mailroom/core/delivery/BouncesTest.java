// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.queue.QueueId;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What senders hear of mail that is late, or that nobody gets.
class BouncesTest {
    private static final Outcome LATER = new Outcome.Deferred("4.2.2", "mailbox is full");
    private static final Outcome NEVER = new Outcome.Failed("5.2.1", "mailbox disabled");

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliveryLab.SETTINGS);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private static String text(Consignment consignment) {
        try (InputStream in = consignment.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsTheSenderOfWhatWillNeverBeDelivered() {
        lab.hosts = _ -> NEVER;
        QueueId id = lab.send("a@one.test", "rejected@example.org");

        lab.awaitEmpty();
        Consignment notification = lab.carried.getLast();
        assertThat(notification.envelope().sender()).isEqualTo(ReversePath.NULL);
        assertThat(notification.recipients())
                .extracting(it -> it.address().toString())
                .containsExactly("local@example.org");
        assertThat(text(notification))
                .contains("<a@one.test>: mailbox disabled", "<rejected@example.org>: unknown user");
        assertThat(lab.logged(id + ": sender non-delivery notification: " + notification.id()))
                .hasSize(1);
        assertThat(lab.logged("error[")).hasSize(1);
        assertThat(lab.logged("status=bounced")).hasSize(2);
    }

    @Test
    void tellsNobodyOfALostNotification() {
        lab.hosts = _ -> NEVER;
        lab.send(ReversePath.NULL, "x", "a@one.test");

        lab.awaitEmpty();
        assertThat(lab.carried).hasSize(1);
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void keepsARecipientWhoseNotificationCannotBeQueued() {
        lab.hosts = _ -> NEVER;
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(452, "4.3.1", "disk full"));
        lab.send("a@one.test");

        lab.awaitDeferred(1);
        lab.draftRefusal = Optional.empty();
        lab.pass(Duration.ofSeconds(301));
        lab.awaitEmpty();
        assertThat(lab.logged("non-delivery notification")).hasSize(1);
    }

    @Test
    void tellsTheSenderOfAMessageThatWasDamagedInTheQueue() throws IOException {
        lab.hosts = _ -> LATER;
        lab.send(DeliveryLab.sender(), "Subject: x\r\n\r\ncontent to be damaged\r\n", "a@one.test");
        lab.awaitDeferred(1);
        lab.restart(Duration.ofSeconds(5));
        damage("content to be damaged");
        lab.hosts = consignment -> new Outcome.Delivered("2.0.0", text(consignment));

        lab.pass(Duration.ofSeconds(301));
        Awaitility.await().until(() -> lab.attempts("a@one.test") == 2);
        lab.awaitDeferred(1);
        lab.pass(Duration.ofSeconds(301));

        lab.awaitEmpty();
        assertThat(text(lab.carried.getLast()))
                .contains("<a@one.test>: the message was damaged in the queue")
                .doesNotContain("to be damaged");
        try (var kept = Files.list(folder.resolve("corrupt"))) {
            assertThat(kept).hasSize(1);
        }
    }

    private void damage(String content) throws IOException {
        try (var files = Files.list(folder.resolve("journal"))) {
            for (Path file : files.toList()) {
                byte[] octets = Files.readAllBytes(file);
                int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(content);
                if (at >= 0) {
                    octets[at] ^= 1;
                    Files.write(file, octets, StandardOpenOption.WRITE);
                }
            }
        }
    }

    @Test
    void asksNobodyTwiceToTakeANotificationThatIsRefusedForGood() {
        lab.hosts = _ -> NEVER;
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(554, "5.4.0", "too many hops"));
        lab.send("a@one.test");

        lab.awaitEmpty();
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void givesUpWhenTheLifetimeIsOver() {
        lab.hosts = _ -> LATER;
        QueueId id = lab.send("a@one.test");
        lab.awaitDeferred(1);

        lab.pass(Duration.ofDays(5));

        lab.awaitEmpty();
        assertThat(
                        lab.logged(
                                id
                                        + ": from=<local@example.org>, status=expired, returned to"
                                        + " sender"))
                .hasSize(1);
        assertThat(text(lab.carried.getLast()))
                .contains("<a@one.test>: mailbox is full", "Action: failed");
    }

    @Test
    void warnsOfADelayOnce() throws IOException {
        lab.hosts = _ -> LATER;
        QueueId id = lab.send("a@one.test");
        lab.awaitDeferred(1);

        for (int i = 2; i < 6; i++) {
            int attempt = i;
            lab.pass(Duration.ofHours(2));
            Awaitility.await().until(() -> lab.attempts("a@one.test") == attempt);
            lab.awaitDeferred(1);
            lab.restart(Duration.ofSeconds(5));
        }

        assertThat(lab.logged(id + ": sender delay notification: ")).hasSize(1);
        List<Consignment> warnings =
                lab.carried.stream()
                        .filter(it -> it.envelope().sender().equals(ReversePath.NULL))
                        .toList();
        assertThat(warnings).hasSize(1);
    }
}
