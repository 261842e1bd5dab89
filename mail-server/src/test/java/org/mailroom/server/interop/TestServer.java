// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.server.ImapFolder;
import org.mailroom.server.Mailroom;
import org.mailroom.server.RunningService;
import org.mailroom.server.ServerProcess;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// A server for other programs, new for each test: users `u0` to `u9` of `example.org`, password
/// `pass`, and a certificate for `localhost` that the programs have to be told to trust.
final class TestServer implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String parameters;
    private Path folder;
    private SelfMadeCertificate certificate;
    private Mailroom mailroom;
    private Thread service;

    TestServer() {
        this("");
    }

    /// With more lines in its `main.cf`.
    TestServer(String parameters) {
        this.parameters = parameters;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("mailroom-interop");
        certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        restart("");
    }

    /// Starts it anew with some more lines in its `main.cf`.
    void restart(String more) throws IOException {
        if (mailroom != null) {
            mailroom.close();
        }
        String chain =
                "smtpd_tls_chain_files = %s, %s%n"
                        .formatted(certificate.key(), certificate.chain());
        ServerProcess.configure(folder, chain + parameters + more);
        mailroom = Mailroom.start(MainCf.load(folder, List.of()));
    }

    /// Lets users of this host hand over mail and give commands, until the test ends.
    void openForUsers() throws InterruptedException {
        var ready = new CountDownLatch(1);
        var running = new RunningService(mailroom, () -> MainCf.load(folder, List.of()));
        service = Thread.ofPlatform().start(() -> run(running, ready));
        ready.await();
    }

    private static void run(RunningService running, CountDownLatch ready) {
        try {
            running.run(ready::countDown);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (service != null) {
            service.interrupt();
            service.join();
        }
        mailroom.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// A program at home in this server's folder.
    Program program(String name, String debianPackage) {
        return new Program(name, debianPackage, folder);
    }

    int port(String service) {
        return mailroom.address(service).getPort();
    }

    /// `localhost:143`, for the port of the service.
    String at(String service) {
        return "localhost:" + port(service);
    }

    Path folder() {
        return folder;
    }

    String certificate() {
        return certificate.chain().toString();
    }

    /// A file of this name in the server's folder, for its owner's eyes only.
    String write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        assertThat(file.toFile().setReadable(false, false)).isTrue();
        assertThat(file.toFile().setReadable(true)).isTrue();
        return file.toString();
    }

    ImapFolder folder(String user, String name) {
        return new ImapFolder(mailroom.address("imap"), user, name);
    }

    ImapFolder inbox(String user) {
        return folder(user, "INBOX");
    }

    /// Waits until a folder holds messages with just these subjects, in this order.
    void awaitSubjects(String user, String name, String... subjects) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(folder(user, name).subjects()).containsExactly(subjects));
    }

    /// Puts messages with these subjects into an INBOX, one after the other, from outside.
    void deliver(String user, String... subjects) throws IOException {
        for (String subject : subjects) {
            int before = subjectsOf(user).size();
            send(user, subject);
            await().atMost(PATIENCE).until(() -> subjectsOf(user).size() > before);
        }
    }

    private List<String> subjectsOf(String user) throws IOException {
        try {
            return inbox(user).subjects();
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    private void send(String user, String subject) throws IOException {
        InetSocketAddress smtp = mailroom.address("smtp");
        var client = new SMTPClient(StandardCharsets.UTF_8.name());
        client.connect(smtp.getAddress(), smtp.getPort());
        client.login("client.test");
        boolean sent =
                client.sendSimpleMessage(
                        "sender@client.test", user + "@example.org", Letter.text(subject));
        assertThat(sent).as(client.getReplyString()).isTrue();
        client.disconnect();
    }
}
