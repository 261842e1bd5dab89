// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.TrustingTls;
import org.mailroom.server.control.ControlClient;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A running server takes a new configuration, or tells why it does not.
class ReloadTest {
    @TempDir Path folder;

    @BeforeEach
    void configuration() throws IOException {
        Files.writeString(folder.resolve("virtual"), "old@example.org u1@example.org\n");
        ServerProcess.configure(folder, "virtual_alias_maps = hash:$config_directory/virtual\n");
    }

    @Test
    void takesTablesCertificateAndParametersWithoutDroppingASession() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder);
                var idling = new Peer(server.address("imap"));
                var sending = new Peer(server.address("smtp"))) {
            idle(idling);
            beginMessage(sending);
            assertThat(certificate(server)).contains("CN=mail.example.org");

            changeAll();
            assertThat(command("reload")).endsWith("reloaded\n");

            sending.say("second half\r\n.");
            assertThat(sending.line()).startsWith("250 2.0.0 Ok: queued");
            assertThat(idling.line()).isEqualTo("* 1 EXISTS");
            assertThat(certificate(server)).contains("CN=new.example.org");
            assertNewRules(server);
        }
    }

    @Test
    void offersTlsOnceItIsAskedTo() throws Exception {
        append("smtpd_tls_security_level = none\n");
        try (ServerProcess server = ServerProcess.start(folder)) {
            assertThat(extensions(server)).doesNotContain("STARTTLS");

            append("smtpd_tls_security_level = encrypt\n");
            assertThat(command("reload")).endsWith("reloaded\n");

            assertThat(extensions(server)).contains("250-STARTTLS");
        }
    }

    @Test
    void tellsWhatAStartIsNeededFor() throws Exception {
        try (ServerProcess _ = ServerProcess.start(folder)) {
            append("submission/inet/smtpd_client_connection_count_limit = 7\n");

            assertThat(command("reload"))
                    .contains("submission/inet/smtpd_client_connection_count_limit");
        }
    }

    @Test
    void believesProxiesOnceItIsToldTo() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            assertThat(extensions(server)).doesNotContain("XCLIENT", "XFORWARD");

            append("smtpd_authorized_xclient_hosts = 127.0.0.1\n");
            append("smtpd_authorized_xforward_hosts = 127.0.0.1\n");
            assertThat(command("reload")).endsWith("reloaded\n");

            assertThat(extensions(server)).contains("250-XCLIENT NAME", "250-XFORWARD NAME");
        }
    }

    @Test
    void keepsMailWhereTheNewTablesSayAndNoMoreThanTheNewLimit() throws Exception {
        append("virtual_mailbox_base = $config_directory/boxes\n");
        append("virtual_mailbox_domains = virtual.test\n");
        append("virtual_mailbox_maps = inline:{a@virtual.test=one/a}\n");
        try (ServerProcess server = ServerProcess.start(folder)) {
            append("virtual_mailbox_maps = inline:{a@virtual.test=two/a}\n");
            assertThat(command("reload")).endsWith("reloaded\n");
            send(server, "a@virtual.test");
            await().until(() -> Files.exists(folder.resolve("boxes/two/a")));

            append("mailbox_size_limit = 10\nvirtual_mailbox_limit = 0\n");
            assertThat(command("reload")).endsWith("reloaded\n");
            send(server, "u0@example.org");
            send(server, "a@virtual.test");
            awaitLine(".*to=<u0@example.org>.*status=bounced.*");
            awaitLine(".*to=<a@virtual.test>.*status=sent.*");

            append("mailbox_size_limit = 0\nvirtual_mailbox_limit = 10\n");
            assertThat(command("reload")).endsWith("reloaded\n");
            send(server, "u0@example.org");
            send(server, "a@virtual.test");
            awaitLine(".*to=<u0@example.org>.*status=sent.*");
            awaitLine(".*to=<a@virtual.test>.*status=bounced.*");
        }
    }

    private void awaitLine(String regex) {
        await().untilAsserted(() -> assertThat(log()).anyMatch(line -> line.matches(regex)));
    }

    private static String extensions(ServerProcess server) throws IOException {
        try (var smtp = new Peer(server.address("smtp"))) {
            smtp.line();
            smtp.say("EHLO client.test");
            return smtp.upTo("250 ");
        }
    }

    private static void send(ServerProcess server, String recipient) throws IOException {
        try (var smtp = new Peer(server.address("smtp"))) {
            smtp.line();
            smtp.say("EHLO client.test");
            smtp.upTo("250 ");
            smtp.say("MAIL FROM:<>\r\nRCPT TO:<" + recipient + ">\r\nDATA");
            smtp.upTo("354");
            smtp.say("Subject: after a reload\r\n\r\ntext\r\n.");
            assertThat(smtp.line()).startsWith("250 2.0.0 Ok: queued");
        }
    }

    @Test
    void tellsWhatItWarnsOf() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            append("smtpd_baner = x\nsmtpd_helo_restrictions = rejct\nlmtp_listen = 24\n");

            assertThat(command("reload"))
                    .contains(
                            "smtpd_baner is no known parameter, did you mean smtpd_banner?\n",
                            "smtpd_helo_restrictions = rejct: unknown smtpd restriction:"
                                    + " \"rejct\", did you mean \"reject\"?\n",
                            "warning: lmtp_listen takes effect at the next start\n")
                    .endsWith("\nreloaded\n");
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void saysThatTheLogCouldNotBeOpenedAnew() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            Path log = folder.resolve("mail.log");
            Files.move(log, folder.resolve("mail.log.1"));
            Files.createDirectory(log);

            assertThat(command("reload"))
                    .startsWith("warning: cannot open " + log + ", ")
                    .endsWith("\nreloaded\n");
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void staysAsItIsWhenTheNewConfigurationCannotBeUsed() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder);
                var old = new Peer(server.address("smtp"))) {
            old.line();
            append(
                    """
                    message_size_limit = 12345
                    alias_maps = hash:/no/such/file
                    relocated_maps = hash:/no/other
                    """);

            assertThat(command("reload"))
                    .startsWith("error: not reloaded, the old configuration stays: " + folder)
                    .contains(
                            "alias_maps = hash:/no/such/file: ",
                            "relocated_maps = hash:/no/other: ");

            old.say("EHLO client.test");
            assertThat(old.upTo("250 ")).doesNotContain("250-SIZE 12345").isNotEmpty();
            try (var next = new Peer(server.address("smtp"))) {
                assertThat(next.line()).startsWith("220 ");
            }
        }
    }

    @Test
    void losesNoAccountsWhereTheUsersFileIsMissingOrCannotBeRead() throws Exception {
        Path users = folder.resolve("users");
        Path aside = folder.resolve("users.aside");
        try (ServerProcess server = ServerProcess.start(folder)) {
            Files.move(users, aside);
            assertThat(command("reload"))
                    .startsWith("error: not reloaded, the old configuration stays: ")
                    .contains(users + " is missing, and had accounts: put it back");
            assertLogin(server, "u1");
            assertAccepted(server, "u1@example.org");

            Files.createDirectory(users);
            assertThat(command("reload"))
                    .startsWith("error: not reloaded, the old configuration stays: ")
                    .contains("cannot read " + users + ": ");
            assertLogin(server, "u1");

            Files.delete(users);
            Files.move(aside, users);
            assertThat(command("reload")).endsWith("reloaded\n");
            assertLogin(server, "u1");
            assertThat(log())
                    .anyMatch(line -> line.contains(users + " is missing, and had accounts"));
        }
    }

    private static void assertLogin(ServerProcess server, String user) throws IOException {
        try (var imap = new Peer(server.address("imap"))) {
            imap.line();
            imap.say("a LOGIN " + user + " pass");
            assertThat(imap.line()).startsWith("a OK");
        }
    }

    private static void assertAccepted(ServerProcess server, String recipient) throws IOException {
        try (var smtp = new Peer(server.address("smtp"))) {
            smtp.line();
            smtp.say("EHLO client.test");
            smtp.upTo("250 ");
            smtp.say("MAIL FROM:<>\r\nRCPT TO:<" + recipient + ">");
            smtp.line();
            assertThat(smtp.line()).startsWith("250 ");
        }
    }

    @Test
    void tellsWhatItWarnsOfBesideAFault() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            append("queue_run_delay = 20x\nsmtpd_baner = x\n");

            assertThat(command("reload"))
                    .contains(
                            "queue_run_delay = 20x: expected ",
                            "smtpd_baner is no known parameter, did you mean smtpd_banner?\n");
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void tellsOfWhatIsNotNeededWhenItIsNew() throws Exception {
        append("readme_directory = no\n");
        try (ServerProcess server = ServerProcess.start(folder)) {
            append("# a comment\nmessage_size_limit = 12345\n");
            assertThat(command("reload")).doesNotContain("is not needed").endsWith("reloaded\n");
            append("html_directory = no\n");
            command("reload");
            assertThat(server.stop()).isZero();
        }

        assertThat(log().stream().filter(line -> line.contains("is not needed")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("readme_directory"),
                        line -> assertThat(line).contains("html_directory"))
                .noneMatch(line -> line.contains("warning"));
    }

    @Test
    void writesTheLinesOfPostfixAboutItself() throws Exception {
        // Under nohup(1) a JVM never hears SIGHUP
        assumeThat(Files.readString(Path.of("/proc/self/status")))
                .doesNotContainPattern("SigIgn:\\s*[0-9a-f]*[13579bdf]\n");
        try (ServerProcess server = ServerProcess.start(folder)) {
            Files.move(folder.resolve("mail.log"), folder.resolve("mail.log.1"));
            append("message_size_limit = lots\n");
            Process hup = new ProcessBuilder("kill", "-HUP", "" + server.pid()).start();
            assertThat(hup.waitFor()).isZero();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(folder.resolve("mail.log")) && log().size() == 3);
            assertThat(server.stop()).isZero();

            String master = "postfix/master[" + server.pid() + "]: ";
            assertThat(Files.readAllLines(folder.resolve("mail.log.1")))
                    .first()
                    .asString()
                    .endsWith(
                            "postfix/postfix-script[%d]: starting the Mailroom mail system"
                                    .formatted(server.pid()));
            assertThat(Files.readString(folder.resolve("mail.log.1")))
                    .contains(master + "daemon started -- version ")
                    .endsWith(", configuration " + folder + "\n");
            assertThat(log())
                    .satisfiesExactly(
                            line ->
                                    assertThat(line)
                                            .endsWith("refreshing the Mailroom mail system"),
                            line ->
                                    assertThat(line)
                                            .contains(
                                                    master + "error: ",
                                                    "message_size_limit = lots"),
                            line ->
                                    assertThat(line)
                                            .endsWith(
                                                    master
                                                            + "warning: not reloaded, the old"
                                                            + " configuration stays"),
                            line -> assertThat(line).endsWith(master + "terminating on signal 15"));
        }
    }

    private void changeAll() throws IOException {
        var made =
                SelfMadeCertificate.in(
                        Files.createDirectory(folder.resolve("tls")),
                        List.of("new.example.org"),
                        Instant.now());
        Files.writeString(folder.resolve("virtual"), "new@example.org u1@example.org\n");
        append(
                "message_size_limit = 12345\nsmtpd_tls_chain_files = %s %s\n"
                        .formatted(made.key(), made.chain()));
    }

    private static void assertNewRules(ServerProcess server) throws IOException {
        try (var smtp = new Peer(server.address("smtp"))) {
            smtp.line();
            smtp.say("EHLO client.test");
            assertThat(smtp.upTo("250 ")).contains("250-SIZE 12345");
            smtp.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<new@example.org>");
            assertThat(smtp.line()).startsWith("250 2.1.0");
            assertThat(smtp.line()).startsWith("250 2.1.5");
            smtp.say("RCPT TO:<old@example.org>");
            assertThat(smtp.line()).startsWith("550 5.1.1");
        }
    }

    private static void idle(Peer imap) throws IOException {
        imap.line();
        imap.say("a LOGIN u0 pass");
        imap.upTo("a OK");
        imap.say("b SELECT INBOX");
        imap.upTo("b OK");
        imap.say("c IDLE");
        assertThat(imap.line()).startsWith("+");
    }

    private static void beginMessage(Peer smtp) throws IOException {
        smtp.line();
        smtp.say("EHLO client.test");
        smtp.upTo("250 ");
        smtp.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<u0@example.org>\r\nDATA");
        smtp.upTo("354");
        smtp.say("Subject: over a reload\r\n\r\nfirst half");
    }

    private void append(String lines) throws IOException {
        Path main = folder.resolve("main.cf");
        Files.writeString(main, Files.readString(main) + lines);
    }

    private String command(String question) throws IOException {
        return ControlClient.ask(folder.resolve("control"), question).orElse("no server");
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("mail.log"));
    }

    private static String certificate(ServerProcess server) throws Exception {
        SSLContext tls = TrustingTls.context();
        InetSocketAddress imaps = server.address("imaps");
        try (var socket =
                (SSLSocket)
                        tls.getSocketFactory().createSocket(imaps.getAddress(), imaps.getPort())) {
            socket.startHandshake();
            var peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return peer.getSubjectX500Principal().getName();
        }
    }
}
