// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.OneUser;
import org.mailroom.core.account.UserConnections;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Listener;
import org.mailroom.core.net.Transport;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.storage.MailStore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An IMAP server on a free loopback port, for a test. Its one account is `demo`, password
/// `secret`.
final class ImapFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Account DEMO = new Account("demo");

    private final Transport transport = new Transport();
    private final ComputeThreads computing = new ComputeThreads(1);
    private final Listener listener;

    ImapFixture(Path folder, MailStore store, ImapSettings settings, int port) throws IOException {
        var log =
                MailLog.open(
                        folder.resolve("mail.log"),
                        "host",
                        LogTags.of("postfix"),
                        InstantSource.fixed(NOW));
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        var tls = ServerTls.of(certificate.chain(), certificate.key());
        var service =
                new ImapService(
                        () -> settings,
                        store,
                        new OneUser(),
                        new UserConnections(),
                        Optional.of(() -> tls),
                        log,
                        computing,
                        InstantSource.fixed(NOW),
                        ZoneOffset.UTC);
        listener =
                transport.listen(
                        new Door(
                                "imap",
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                Optional.empty(),
                                new Door.Limits(0, 0),
                                "* BYE Too many connections.",
                                service));
    }

    static ImapSettings settings(Path scratch) {
        return settings(scratch, OptionalLong.of(1024 * 1024));
    }

    static ImapSettings unlimited(Path scratch) {
        return settings(scratch, OptionalLong.empty());
    }

    private static ImapSettings settings(Path scratch, OptionalLong appendLimitOctets) {
        return new ImapSettings(
                Duration.ofMinutes(3),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                10,
                64 * 1024,
                appendLimitOctets,
                scratch);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        listener.drain(Duration.ofSeconds(5));
        transport.close();
        computing.close();
    }
}
