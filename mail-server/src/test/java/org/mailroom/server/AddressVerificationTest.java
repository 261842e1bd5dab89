// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A relay that asks the server behind it before it takes mail for anybody there.
class AddressVerificationTest {
    /// Less than `address_verify_poll_delay` is by default, twice.
    private static final Duration LESS_THAN_USUAL = Duration.ofSeconds(5);

    @TempDir Path folder;

    private Mailroom start(String name, String parameters) throws IOException {
        Path own = folder.resolve(name);
        Files.createDirectories(own.resolve("mail"));
        Files.writeString(own.resolve("users"), "demo:{PLAIN}secret\n");
        Files.writeString(own.resolve("main.cf"), TestConfiguration.text() + parameters);
        return Mailroom.start(MainCf.load(own, List.of()));
    }

    private Mailroom behind() throws IOException {
        return start(
                "behind",
                """
                mydestination = behind.test
                smtpd_sender_restrictions = check_sender_access inline:{{<>=DUNNO}}
                """);
    }

    private Mailroom relay(int port) throws IOException {
        return relay(port, "");
    }

    private Mailroom relay(int port, String more) throws IOException {
        return start(
                "relay",
                more
                        + """
                        relay_domains = behind.test
                        transport_maps = inline:{behind.test=smtp:[127.0.0.1]:%d}
                        smtp_tls_security_level = none
                        default_transport = smtp:[127.0.0.1]:%d
                        smtpd_recipient_restrictions = reject_unverified_recipient
                        """
                                .formatted(port, port));
    }

    private static String rcpt(Mailroom server, String recipient) throws IOException {
        return rcpt(server, "a@client.test", recipient);
    }

    private static String rcpt(Mailroom server, String sender, String recipient)
            throws IOException {
        try (var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<" + sender + ">");
            client.upTo("250 ");
            client.say("RCPT TO:<" + recipient + ">");
            return client.line();
        }
    }

    @Test
    void asksTheServerBehindItAndRemembersTheAnswer() throws Exception {
        int port;
        try (Mailroom behind = behind();
                Mailroom relay = relay(behind.address("smtp").getPort())) {
            port = behind.address("smtp").getPort();
            assertThat(rcpt(relay, "demo@behind.test")).isEqualTo("250 2.1.5 Ok");
            assertThat(rcpt(relay, "nobody@behind.test"))
                    .startsWith(
                            "450 4.1.1 <nobody@behind.test>: Recipient address rejected:"
                                + " undeliverable address: host 127.0.0.1[127.0.0.1] said: 550");
            // Our own mailboxes are known without a question
            assertThat(rcpt(relay, "demo@example.org")).isEqualTo("250 2.1.5 Ok");
        }
        String log = Files.readString(folder.resolve("behind/mail.log"));
        assertThat(log).contains(" rcpt=1 ").doesNotContain("data=");
        assertThat(Files.readString(folder.resolve("relay/mail.log")))
                .contains("NOQUEUE: to=<demo@behind.test>, relay=127.0.0.1[127.0.0.1]:" + port)
                .contains("status=deliverable (250 2.1.5 Ok)");

        // Now nobody is there to ask
        try (Mailroom relay = relay(port)) {
            assertThat(rcpt(relay, "demo@behind.test")).isEqualTo("250 2.1.5 Ok");
            assertThat(rcpt(relay, "other@behind.test"))
                    .startsWith(
                            "450 4.1.1 <other@behind.test>: Recipient address rejected:"
                                    + " unverified address: connect to 127.0.0.1");
        }
    }

    @Test
    void asksAgainWhereItIsNotKeptThatNobodyIsThere() throws Exception {
        try (Mailroom behind = behind();
                Mailroom relay =
                        relay(
                                behind.address("smtp").getPort(),
                                "address_verify_negative_cache = no\n")) {
            assertThat(rcpt(relay, "nobody@behind.test")).startsWith("450 4.1.1 ");
            assertThat(rcpt(relay, "nobody@behind.test")).startsWith("450 4.1.1 ");
        }
        assertThat(Files.readAllLines(folder.resolve("relay/mail.log")))
                .filteredOn(line -> line.contains("status=undeliverable"))
                .hasSize(2);
    }

    @Test
    void waitsForAServerThatDoesNotAnswerNoLongerThanItIsTold() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Mailroom relay =
                        relay(
                                silent.getLocalPort(),
                                """
                                address_verify_poll_count = 2
                                address_verify_poll_delay = 1s
                                address_verify_pending_request_limit = 1
                                """)) {
            assertThat(assertTimeout(LESS_THAN_USUAL, () -> rcpt(relay, "demo@behind.test")))
                    .endsWith("unverified address: Address verification in progress");
            assertThat(rcpt(relay, "other@behind.test"))
                    .endsWith("unverified address: Address verification is busy");
        }
    }

    /// Mail goes by a filter that takes everything; who exists is known behind it.
    @Test
    void asksByAnotherWayThanMailGoes() throws Exception {
        try (Mailroom behind = behind();
                Mailroom relay =
                        start(
                                "relay",
                                """
                                relay_domains = behind.test
                                relay_transport = discard
                                address_verify_transport_maps = inline:{behind.test=smtp:[127.0.0.1]:%d}
                                smtp_tls_security_level = none
                                smtpd_recipient_restrictions = reject_unverified_recipient
                                """
                                        .formatted(behind.address("smtp").getPort()))) {
            assertThat(rcpt(relay, "demo@behind.test")).isEqualTo("250 2.1.5 Ok");
            assertThat(rcpt(relay, "nobody@behind.test")).startsWith("450 4.1.1 ");
        }
    }

    private Mailroom careful(String own, int port, String other, int otherPort) throws IOException {
        return start(
                own,
                """
                mydestination = %s
                myorigin = %s
                smtp_listen = 127.0.0.1:%d
                transport_maps = inline:{%s=smtp:[127.0.0.1]:%d}
                smtp_tls_security_level = none
                smtpd_sender_restrictions = reject_unverified_sender
                """
                        .formatted(own, own, port, other, otherPort));
    }

    // Each asks the other for the sender of the question itself
    @Test
    void asksAServerThatAsksBack() throws Exception {
        int one = FreePort.find();
        int two = FreePort.find();
        try (Mailroom first = careful("one.test", one, "two.test", two);
                Mailroom second = careful("two.test", two, "one.test", one)) {
            assertThat(rcpt(first, "demo@two.test", "demo@one.test")).isEqualTo("250 2.1.5 Ok");
            assertThat(rcpt(second, "demo@one.test", "demo@two.test")).isEqualTo("250 2.1.5 Ok");
        }
        assertThat(Files.readString(folder.resolve("two.test/mail.log")))
                .contains("NOQUEUE: to=<double-bounce@one.test>, relay=127.0.0.1")
                .doesNotContain("status=undeliverable");
    }
}
