// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.account.Account;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NeverAsked;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.mbox.Mails;
import org.mailroom.storage.store.MboxStore;
import org.mailroom.storage.store.StoreSettings;
import org.mailroom.storage.upkeep.CompactionLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class MdaCourierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Address DEMO = new Address("demo", "example.org");
    private static final String MAIL = "Subject: x\r\n\r\nFrom here\r\n";

    @TempDir private Path folder;
    private MboxStore store;
    private MdaCourier courier;

    @BeforeEach
    void open() throws IOException {
        open(0);
    }

    private void open(long sizeLimit) throws IOException {
        var paths =
                StoreSettings.in(
                        folder.resolve("spool"),
                        folder.resolve("virtual"),
                        folder.resolve("folders"),
                        folder.resolve("index"));
        var settings =
                new StoreSettings(
                        paths.inboxes(),
                        paths.folders(),
                        paths.index(),
                        new Locking(
                                LockKinds.DEFAULT, 2, Duration.ofMillis(10), Duration.ofHours(1)),
                        ZoneOffset.UTC,
                        Duration.ofMillis(5),
                        _ -> sizeLimit,
                        StoreSettings.DEFAULT_CACHE_LIMIT,
                        StoreSettings.messagesThatFit(),
                        CompactionLimits.DEFAULT);
        store =
                MboxStore.open(
                        settings, new NeverAsked(), new NeverAsked(), InstantSource.fixed(NOW));
        courier = new MdaCourier(store, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Consignment consignment(String id, String mail, Route route) {
        var recipient = new Recipient(DEMO, new Address("alias", "example.org"), Optional.empty());
        var envelope =
                new Envelope(
                        new ReversePath.Sender(new Address("a", "b.example")),
                        List.of(recipient),
                        Origin.internal(),
                        Envelope.Body.EIGHT_BIT_MIME,
                        Envelope.Encoding.ASCII,
                        Optional.empty());
        return new Consignment(
                new QueueId(id),
                NOW,
                envelope,
                Mails.content(mail),
                envelope.recipients(),
                List.of(route),
                7);
    }

    private Delivery deliver(String id, String mail) {
        return courier.deliver(consignment(id, mail, new Route.ToMailbox("local", "demo", DEMO)))
                .getFirst();
    }

    private List<String> texts() {
        try (Mailbox inbox = store.account(new Account("demo")).open(MailboxName.INBOX)) {
            Snapshot snapshot = inbox.snapshot();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < snapshot.size(); i++) {
                texts.add(Mails.text(inbox.content(snapshot.uid(i))));
            }
            return texts;
        }
    }

    @Test
    void putsTheTraceOfTheDeliveryBeforeTheMessage() {
        Delivery delivery = deliver("4X1", MAIL);

        assertThat(delivery)
                .isEqualTo(
                        new Delivery(
                                new Outcome.Delivered("2.0.0", "delivered to mailbox"), "local"));
        assertThat(texts())
                .containsExactly(
                        "Return-Path: <a@b.example>\r\nX-Original-To: alias@example.org\r\n"
                                + "Delivered-To: demo@example.org\r\n"
                                + MAIL);
    }

    @Test
    void writesWhatOtherProgramsCanRead() throws IOException {
        deliver("4X1", MAIL);

        assertThat(Files.readString(folder.resolve("spool/demo")))
                .startsWith("From a@b.example Mon Nov 23 10:00:00 2026\nReturn-Path: ")
                .contains("\nX-UID: 1\n")
                .endsWith("\n\n>From here\n\n");
    }

    @Test
    void deliversToVirtualMailboxes() {
        var route = new Route.ToMailbox("virtual", "demo@example.org", DEMO);

        Delivery delivery = courier.deliver(consignment("4X1", MAIL, route)).getFirst();

        assertThat(delivery.relay()).isEqualTo("virtual");
        assertThat(folder.resolve("virtual/example.org/demo")).exists();
    }

    @Test
    void deliversTheSameOnlyOnce() throws IOException {
        deliver("4X1", MAIL);
        deliver("4X1", MAIL);
        store.close();
        open();

        Delivery again = deliver("4X1", MAIL);

        assertThat(again.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(texts()).hasSize(1);
    }

    @Test
    void returnsWhatGoesInCircles() {
        Delivery delivery =
                deliver("4X1", "Received: x\r\ndelivered-to:  Demo@example.org\r\n\r\ntext\r\n");

        assertThat(delivery.outcome())
                .isEqualTo(
                        new Outcome.Failed("5.4.6", "mail forwarding loop for demo@example.org"));
    }

    @Test
    void defersWhileAnotherProgramHoldsTheMailbox() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Path lock = Files.writeString(folder.resolve("spool/demo.lock"), "0");

        Delivery delivery = deliver("4X1", MAIL);

        assertThat(delivery.outcome()).isInstanceOf(Outcome.Deferred.class);
        assertThat(delivery.outcome().status()).isEqualTo("4.2.0");
        assertThat(delivery.outcome().text())
                .startsWith("cannot lock mailbox " + folder.resolve("spool/demo"));
        Files.delete(lock);
        assertThat(deliver("4X1", MAIL).outcome()).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void returnsWhatWouldMakeTheMailboxTooLarge() throws IOException {
        store.close();
        open(1000);

        Delivery delivery = deliver("4X1", MAIL + "x".repeat(1000));

        assertThat(delivery.outcome().status()).isEqualTo("5.2.2");
        assertThat(deliver("4X2", MAIL).outcome()).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void defersWhatCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve("spool/demo"));

        assertThat(deliver("4X1", MAIL).outcome()).isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void storesEachOfManyThatComeAtOnce() throws Exception {
        int messages = 300;
        List<Future<Delivery>> deliveries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < messages; i++) {
                String id = "4X" + i;
                deliveries.add(threads.submit(() -> deliver(id, "Subject: " + id + "\r\n\r\n")));
            }
        }
        for (Future<Delivery> delivery : deliveries) {
            assertThat(delivery.get().outcome()).isInstanceOf(Outcome.Delivered.class);
        }

        assertThat(texts()).hasSize(messages).doesNotHaveDuplicates();
    }
}
