// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.awaitility.Awaitility;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.Live;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueDraft;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueueSettings;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Stored;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TransportSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A queue in a real folder with its manager, between a clock that is moved by hand and couriers
/// that do what the test says. `local@…` goes to mailboxes, all else to the host of its domain.
final class DeliveryLab implements AutoCloseable {
    static final DeliverySettings SETTINGS =
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
                    limits(TransportLimits.Concurrency.of(2, 3), 2),
                    Duration.ZERO,
                    DeliverySettings.Bounces.AT_ONCE);

    static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    static final Outcome SENT = new Outcome.Delivered("2.0.0", "delivered to mailbox");

    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final List<Consignment> carried = Collections.synchronizedList(new ArrayList<>());
    volatile Function<Consignment, Outcome> mailboxes = _ -> SENT;
    volatile Function<Consignment, Outcome> hosts = _ -> SENT;
    volatile Function<Recipient, Optional<Outcome>> eachRecipient = _ -> Optional.empty();
    volatile Optional<Draft.Committed> draftRefusal = Optional.empty();

    /// Whose mail is refused so.
    volatile Predicate<Envelope> draftRefused = _ -> true;

    /// What happens while intake takes the next message.
    volatile Runnable meanwhile = () -> {};

    private volatile boolean keeps = true;
    volatile BounceTemplates templates = BounceTemplates.DEFAULT;

    /// Who tells of success, of those who take mail.
    volatile Courier.Telling successIsTold = Courier.Telling.OURS;

    volatile Courier.DeadlineUse deadlines = Courier.DeadlineUse.FORGOTTEN;

    volatile BounceSettings.Telling telling = senderOnly();
    final Live<DeliverySettings> settings;
    private final Path folder;
    private final AtomicLong numbers = new AtomicLong(100);
    private volatile Instant now = START;
    private Queue queue;
    private QueueManager manager;

    private static BounceSettings.Telling senderOnly() {
        var postmaster = address("postmaster@example.org");
        return new BounceSettings.Telling(
                false,
                Set.of(),
                postmaster,
                postmaster,
                postmaster,
                address("double-bounce@example.org"));
    }

    DeliveryLab(Path folder, DeliverySettings settings) throws IOException {
        this.folder = folder;
        this.settings = new Live<>(settings);
        this.queue = Queue.open(QueueSettings.in(folder), () -> now);
        this.manager = manager();
        this.manager.start();
    }

    private QueueManager manager() {
        return new QueueManager(
                new DeliveryParts(
                        queue,
                        new LabRouter(),
                        new Couriers(
                                consignment -> carry(consignment, mailboxes, "local"),
                                consignment -> carry(consignment, hosts, "mx.test[192.0.2.1]:25"),
                                consignment -> carry(consignment, hosts, "filter"),
                                consignment -> carry(consignment, mailboxes, "local"),
                                new ListCourier(new LabIntake())),
                        new BounceWriter(new LabIntake(), this::bounces, () -> now),
                        new DeliveryLog(
                                (process, number, text) ->
                                        note(log, process + "[" + number + "]: " + text),
                                numbers::incrementAndGet),
                        new Destinations(() -> now),
                        settings,
                        () -> now));
    }

    private BounceSettings bounces() {
        return new BounceSettings(
                "mail.example.org",
                "example.net",
                "example.org",
                ZoneOffset.UTC,
                50_000,
                Duration.ofHours(4),
                Duration.ofDays(5),
                templates,
                telling);
    }

    private List<Courier.Delivery> carry(
            Consignment consignment, Function<Consignment, Outcome> to, String relay) {
        note(carried, consignment);
        Outcome outcome = to.apply(consignment);
        var connection = new Courier.Connection(1, "", successIsTold, deadlines);
        return consignment.recipients().stream()
                .map(
                        it ->
                                new Courier.Delivery(
                                        eachRecipient.apply(it).orElse(outcome),
                                        relay,
                                        Duration.ZERO,
                                        connection))
                .toList();
    }

    private <T> void note(List<T> notes, T note) {
        if (keeps) {
            notes.add(note);
        }
    }

    /// For loads that are larger than memory.
    void keepsNothing() {
        keeps = false;
    }

    QueueManager queueManager() {
        return manager;
    }

    QueueOperations operations() {
        return new QueueOperations(queue, manager, new LabIntake(), () -> WayIn.USUAL);
    }

    Queue queue() {
        return queue;
    }

    void pass(Duration time) {
        now = now.plus(time);
        manager.clockMoved();
    }

    /// Stops and starts the server; `patience` is for the stop.
    void restart(Duration patience) throws IOException {
        manager.stop(patience);
        queue.close();
        queue = Queue.open(QueueSettings.in(folder), () -> now);
        manager = manager();
        manager.start();
    }

    QueueId send(ReversePath sender, String content, String... recipients) {
        var list = new ArrayList<Recipient>();
        for (String recipient : recipients) {
            list.add(Recipient.of(address(recipient)));
        }
        return send(envelope(sender, list), content);
    }

    QueueId send(Envelope envelope, String content) {
        return send(envelope, content, Handling.USUAL);
    }

    /// Sends what its sender wants to go after a while.
    QueueId sendLater(Duration delay, String recipient) {
        Envelope envelope = envelope(sender(), List.of(Recipient.of(address(recipient))));
        return send(envelope, "x", Handling.USUAL.notBefore(now.plus(delay)));
    }

    private QueueId send(Envelope envelope, String content, Handling handling) {
        try (QueueDraft draft = queue.draft()) {
            byte[] octets = content.getBytes(StandardCharsets.UTF_8);
            draft.write(octets, 0, octets.length);
            if (draft.commit(envelope, handling) instanceof Stored.Queued(QueueId id)) {
                return id;
            }
        }
        throw new AssertionError("not stored");
    }

    QueueId send(String... recipients) {
        return send(sender(), "Subject: test\r\n\r\nbody\r\n", recipients);
    }

    static ReversePath sender() {
        return new ReversePath.Sender(address("local@example.org"));
    }

    static Address address(String text) {
        int at = text.lastIndexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    /// Mail that somebody has brought who logged in under that name.
    QueueId sendAs(String login, String... recipients) {
        var list = Stream.of(recipients).map(DeliveryLab::address).map(Recipient::of).toList();
        var origin =
                new Origin(
                        "c.test", "192.0.2.9", "c", "ESMTPA", Optional.of(login), Optional.empty());
        return send(envelope(sender(), list, origin), "Subject: test\r\n\r\nbody\r\n");
    }

    static Envelope envelope(ReversePath sender, List<Recipient> recipients) {
        return envelope(sender, recipients, Origin.internal());
    }

    private static Envelope envelope(
            ReversePath sender, List<Recipient> recipients, Origin origin) {
        return new Envelope(
                sender,
                recipients,
                origin,
                Envelope.Body.SEVEN_BIT,
                Envelope.Encoding.ASCII,
                Optional.empty());
    }

    List<String> logged(String part) {
        synchronized (log) {
            return log.stream().filter(line -> line.contains(part)).toList();
        }
    }

    int attempts(String recipient) {
        synchronized (carried) {
            return (int)
                    carried.stream()
                            .flatMap(it -> it.recipients().stream())
                            .filter(it -> it.address().toString().equals(recipient))
                            .count();
        }
    }

    @Override
    public void close() throws IOException {
        manager.close();
        queue.close();
    }

    /// Knows everybody, and finds a way by the local part.
    static class LabRouter implements Router {
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
            return new Expansion.Final(recipients);
        }

        @Override
        public Route route(Address recipient, ReversePath sender, TransportSpec by) {
            return new Route.ToHosts(by.transport(), by.transport(), by.nexthop(), recipient);
        }

        @Override
        public Route route(Address recipient, ReversePath sender) {
            return switch (recipient.localPart()) {
                case "discarded" -> new Route.Discard("silently");
                case "rejected" -> new Route.Reject("5.1.1", "unknown user: \"rejected\"");
                case "bug" -> throw new IllegalStateException("a bug of the router");
                default ->
                        recipient.localPart().startsWith("local")
                                ? new Route.ToMailbox("local", recipient.localPart(), recipient)
                                : new Route.ToHosts("smtp", "smtp", recipient.domain(), recipient);
            };
        }
    }

    private final class LabIntake implements Intake {
        @Override
        public Draft open(Envelope envelope, Submission submission, WayIn way) {
            QueueDraft draft = queue.draft();
            return new Draft() {
                private Handling handling = Handling.USUAL;

                @Override
                public boolean refusalIsLogged() {
                    return false;
                }

                @Override
                public QueueId id() {
                    return draft.id();
                }

                @Override
                public void write(byte[] buffer, int offset, int length) {
                    draft.write(buffer, offset, length);
                }

                @Override
                public void obey(MessageOrder order) {
                    if (order instanceof MessageOrder.Release(var time)) {
                        handling = handling.notBefore(time);
                    }
                }

                @Override
                public Committed commit(Inspection inspection) {
                    Runnable once = meanwhile;
                    meanwhile = () -> {};
                    once.run();
                    Optional<Committed> refusal = draftRefusal;
                    if (refusal.isPresent() && draftRefused.test(envelope)) {
                        return refusal.get();
                    }
                    draft.commit(envelope, handling);
                    return new Committed.Queued(draft.id());
                }

                @Override
                public void close() {
                    draft.close();
                }
            };
        }
    }

    static DeliverySettings.Limits limits(TransportLimits.Concurrency hosts, int recipients) {
        return new DeliverySettings.Limits(
                new TransportLimits(hosts, recipients, Duration.ZERO, 0, Duration.ZERO),
                DeliverySettings.Limits.DEFAULT.mailboxes(),
                Map.of());
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitEmpty() {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> queue().entries().isEmpty());
    }

    void awaitDeferred(int messages) {
        Awaitility.await().until(() -> queueManager().snapshot().deferred() == messages);
    }
}
