// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.OneUser;
import org.mailroom.core.address.Address;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.intake.Cleanup;
import org.mailroom.core.intake.CleanupSettings;
import org.mailroom.core.intake.CleanupTables;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Listener;
import org.mailroom.core.net.Transport;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueSettings;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.TablesInTurn;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.smtp.access.RecordedDns;
import org.mailroom.smtp.access.SmallRouter;
import org.mailroom.smtp.allowance.Allowance;
import org.mailroom.smtp.allowance.AllowanceRules;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.allowance.Correspondents;
import org.mailroom.smtp.allowance.Usage;
import org.mailroom.smtp.memory.LastingMap;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.notice.NoticeSettings;
import org.mailroom.smtp.notice.SessionNotices;
import org.mailroom.smtp.screen.Passed;
import org.mailroom.smtp.screen.Screen;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An SMTP server on a free loopback port with a real queue, for a test. Its one account is `demo`,
/// password `secret`; the passwords of `broken` cannot be looked up.
final class SmtpFixture implements AutoCloseable {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));

    private static final String[] LISTED = {
        "1.0.0.127.bad.test A 127.0.0.2",
        "1.0.0.127.worse.test A 127.0.0.10",
        "1.0.0.127.good.test A 127.0.5.1",
        "1.0.0.127.broken.test A 127.255.255.254",
    };

    private final Transport transport = new Transport();
    private final Listener listener;
    private final Listener hastyListener;
    private final Queue queue;
    private final MailLog log;
    private final Path mailLog;
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    SmtpFixture(Path folder, Given given, Purpose purpose) throws IOException {
        mailLog = folder.resolve("mail.log");
        log = MailLog.open(mailLog, "host", LogTags.of("postfix"), CLOCK);
        queue = Queue.open(QueueSettings.in(folder.resolve("queue")), CLOCK);
        queue.start((_, _) -> {});
        var settings = given.settings(purpose);
        var router =
                new SmallRouter(
                        given.words("mydestination", "example.org"),
                        given.words("relay_domains", ""));
        var dns = RecordedDns.of(LISTED);
        var access = given.access(router, dns, new OneUser());
        var cleanup =
                new Cleanup(queue, router, () -> cleanup(settings), log, CLOCK, Inspection.NONE);
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        var tls = ServerTls.of(certificate.chain(), certificate.key());
        var service =
                new SmtpService(
                        () -> settings,
                        () -> access,
                        cleanup,
                        queue::hasRoomFor,
                        new OneUser(),
                        Optional.of(() -> tls),
                        dns,
                        log,
                        pauses::add,
                        new ClientRates(),
                        allowances(router),
                        new SessionNotices(cleanup, SmtpFixture::notices, CLOCK),
                        Milters.NONE,
                        given::start,
                        CLOCK);
        listener =
                transport.listen(
                        door(
                                purpose == Purpose.RELAY
                                        ? new ScreenedService(screen(folder, given, dns), service)
                                        : service));
        hastyListener =
                transport.listen(
                        door(
                                wire -> {
                                    var _ = wire.input().await(Duration.ofSeconds(10));
                                    service.run(wire);
                                }));
    }

    private static Allowances allowances(Router router) {
        return new Allowances(
                () -> new AllowanceRules(new Allowance(Map.of()), new TablesInTurn(List.of())),
                address -> router.classify(address) != AddressClass.DEFAULT,
                LastingMap.passing(10, Usage.FORM, CLOCK),
                new Correspondents(LastingMap.passing(10, Correspondents.FORM, CLOCK), CLOCK),
                CLOCK);
    }

    private Screen screen(Path folder, Given given, Resolver dns) {
        Path known = folder.resolve("postscreen_cache");
        return new Screen(
                given::screen,
                LastingMap.open(known, 100, Passed.form(Duration.ofDays(7)), CLOCK, _ -> {}),
                dns,
                log,
                CLOCK);
    }

    private static Door door(Door.SessionStarter service) {
        return new Door(
                "smtp",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new Door.Limits(0, 0),
                "421 4.7.0 mail.example.org Error: too many connections",
                service);
    }

    private static NoticeSettings notices() {
        var postmaster = new Address("postmaster", "example.org");
        return new NoticeSettings(Set.of(), postmaster, postmaster, "example.org");
    }

    private static CleanupSettings cleanup(SmtpSettings settings) {
        return new CleanupSettings(
                settings.hostname(),
                "Mailroom",
                Set.of("bcc", "content-length", "resent-bcc", "return-path"),
                true,
                102_400,
                50,
                settings.limits().messageOctets(),
                ZoneOffset.UTC,
                "",
                AliasKind.ALL,
                CleanupTables.NONE);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /// A door where the session begins once the client has sent something.
    InetSocketAddress addressForTheHasty() {
        return hastyListener.address();
    }

    /// The messages that were accepted, with their trace fields, in the order of their arrival.
    List<String> queued() throws IOException {
        var entries = new ArrayList<>(queue.entries());
        entries.sort(Comparator.comparing((QueueEntry entry) -> entry.id().text()));
        List<String> messages = new ArrayList<>();
        for (QueueEntry entry : entries) {
            try (var in = queue.load(entry).orElseThrow().content().open()) {
                messages.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }

    /// How long clients were made to wait.
    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    /// The log so far, without stamps and process names.
    List<String> logged() throws IOException {
        // Writes what has gathered
        log.reopen();
        return Files.readAllLines(mailLog).stream()
                .map(line -> line.replaceFirst("^.*?]: ", ""))
                .toList();
    }

    /// Waits for the sessions to end.
    void drain() {
        listener.awaitEmpty(Duration.ofSeconds(5));
        hastyListener.awaitEmpty(Duration.ofSeconds(5));
    }

    /// Stops as a server does: sessions that wait for their client are told to leave.
    void stop() {
        listener.drain(Duration.ofSeconds(5));
        hastyListener.drain(Duration.ofSeconds(5));
    }

    @Override
    public void close() throws IOException {
        stop();
        transport.close();
        queue.close();
        log.close();
    }
}
