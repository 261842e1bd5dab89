// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.TrustingTls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLSocket;

/// SMTP servers on further ports, as `master.cf` of Postfix has them, each with values of its own.
class FurtherServicesTest {
    private static final String FURTHER = "127.0.0.1:0/inet/";

    @TempDir Path folder;

    @Test
    void servesAFurtherPortWithValuesOfItsOwn() throws IOException {
        MainCf main =
                configuration(
                        FURTHER + "command = smtpd",
                        FURTHER + "smtpd_banner = reinjection",
                        FURTHER + "syslog_name = postfix/reinject",
                        FURTHER + "smtpd_tls_security_level = none",
                        FURTHER
                                + "smtpd_recipient_restrictions = check_recipient_access"
                                + " inline:{demo@example.org=REJECT}");
        try (var server = Mailroom.start(main)) {
            assertThat(told(server, "127.0.0.1:0"))
                    .contains("220 reinjection\n", "554 5.7.1 <demo@example.org>: Recipient")
                    .doesNotContain("STARTTLS");
            assertThat(told(server, "smtp"))
                    .contains("220 mail.example.org ESMTP", "250-STARTTLS", "250 2.1.5 Ok");
        }
        assertThat(Files.readString(folder.resolve("mail.log")))
                .containsPattern("postfix/reinject/smtpd\\[\\d+]: connect from ")
                .containsPattern("postfix/smtpd\\[\\d+]: connect from ");
    }

    /// As Postfix's `smtps inet … smtpd -o smtpd_tls_wrappermode=yes`.
    @Test
    void beginsWithTlsWhereItIsToldTo() throws Exception {
        MainCf main =
                configuration(
                        FURTHER + "command = smtpd",
                        FURTHER + "smtpd_tls_wrappermode = yes",
                        FURTHER + "smtpd_tls_security_level = none",
                        FURTHER + "smtpd_tls_mandatory_protocols = >=TLSv1.3",
                        FURTHER + "smtpd_sasl_auth_enable = yes",
                        FURTHER + "smtpd_client_restrictions = permit_sasl_authenticated, reject");
        try (var server = Mailroom.start(main);
                SSLSocket socket = tls(server.address("127.0.0.1:0"));
                var client = new Peer(socket)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(client.line()).isEqualTo("220 mail.example.org ESMTP Mailroom");
            client.say("EHLO client.test");
            assertThat(client.upTo("250 ")).contains("250-AUTH ").doesNotContain("250-STARTTLS");
            client.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<demo@example.org>");
            assertThat(client.upTo("554")).contains("Client host rejected: Access denied");
            client.say("RSET\r\nAUTH PLAIN AGRlbW8Ac2VjcmV0");
            client.upTo("235 2.7.0");
            client.say("MAIL FROM:<demo@example.org>\r\nRCPT TO:<demo@example.org>");
            assertThat(client.upTo("250 2.1.5")).doesNotContain("rejected");
        }
    }

    private static SSLSocket tls(InetSocketAddress address) throws Exception {
        var socket = (SSLSocket) TrustingTls.context().getSocketFactory().createSocket();
        socket.connect(address);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    @Test
    void beginsInClearWhereSubmissionsIsToldTo() throws IOException {
        try (var server =
                Mailroom.start(configuration("submissions/inet/smtpd_tls_wrappermode = no"))) {
            assertThat(told(server, "submissions"))
                    .contains("220 mail.example.org ESMTP", "250-STARTTLS", "530 5.7.0");
        }
    }

    /// LMTP has it only where it is said for LMTP.
    @Test
    void beginsWithTlsAtEachDoorOfSmtpWhereAllAreToldTo() throws Exception {
        try (var server = Mailroom.start(configuration("smtpd_tls_wrappermode = yes"));
                SSLSocket _ = tls(server.address("smtp"));
                SSLSocket _ = tls(server.address("submission"));
                var lmtp = new Peer(server.address("lmtp"))) {
            assertThat(lmtp.line()).startsWith("220 ");
        }
    }

    @Test
    void goesOnInClearUntilTheNextStart() throws IOException {
        try (var server = Mailroom.start(configuration(FURTHER + "command = smtpd"))) {
            MainCf wrapped =
                    configuration(
                            FURTHER + "command = smtpd", FURTHER + "smtpd_tls_wrappermode = yes");

            assertThat(server.reload(() -> wrapped))
                    .contains(
                            "127.0.0.1:0/inet/smtpd_tls_wrappermode takes effect at the next"
                                    + " start");

            assertThat(told(server, "127.0.0.1:0")).contains("250-STARTTLS", "250 2.1.5 Ok");
        }
    }

    @Test
    void logsAsTheSmtpServerWhereItHasNoName() throws IOException {
        try (var server = Mailroom.start(configuration(FURTHER + "command = smtpd"))) {
            told(server, "127.0.0.1:0");
        }

        assertThat(Files.readString(folder.resolve("mail.log")))
                .containsPattern("postfix/smtpd\\[\\d+]: connect from ");
    }

    @Test
    void namesTheServicesOfTheServerItselfInTheLog() throws IOException {
        MainCf main =
                configuration(
                        "submission/inet/syslog_name = postfix/users",
                        "smtp/inet/syslog_name = outside",
                        "virtual/unix/syslog_name = boxes",
                        "retrying/unix/command = smtp",
                        "retrying/unix/syslog_name = postfix/slow",
                        "cleanup/unix/syslog_name = door",
                        "virtual_mailbox_domains = virtual.test",
                        "virtual_mailbox_maps = static:a",
                        "transport_maps = inline:{far.test=retrying:[127.0.0.1]:1}");
        Path log = folder.resolve("mail.log");
        try (var server = Mailroom.start(main)) {
            told(server, "submission");
            OneMessage.inClear(
                            TestMail.text("named"),
                            "RCPT TO:<a@virtual.test>\r\nRCPT TO:<b@far.test>")
                    .bring(server.address("smtp"));
            await().until(() -> Files.readString(log).contains("status=deferred"));
        }

        assertThat(Files.readString(log))
                .containsPattern("postfix/users/smtpd\\[\\d+]: connect from ")
                .containsPattern("outside/smtpd\\[\\d+]: connect from ")
                .containsPattern("boxes/virtual\\[\\d+]: .*status=sent")
                .containsPattern("postfix/slow/smtp\\[\\d+]: .*status=deferred")
                .containsPattern("door/cleanup\\[\\d+]: .*message-id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    slow/inet/command = smtpd            | expected a port before /inet, or host:port
                    unix:x/inet/command = smtpd          | expected a port before /inet, or host:port
                    127.0.0.1:99999/inet/command = smtpd | expected a port before /inet, or host:port
                    2525/inet/command = smtp             | expected smtpd; what sends mail to others is NAME/unix/command
                    2525/inet/command = smtpd -o x=y     | nothing may follow smtpd
                    submission/inet/command = smtpd      | submission/inet is a service of the server itself: submission_listen says where it is
                    2525/inet/smtpd_milters = inet:a     | bad milter inet:a: expected inet:host:port or unix:path
                    """)
    void saysWhatIsWrong(String wrong, String fault) throws IOException {
        String declared = wrong.contains("milters") ? "2525/inet/command = smtpd" : "";

        TestConfiguration.assertFault(
                configuration(declared, wrong), "main.cf, line", wrong + ": " + fault);
    }

    @Test
    void warnsOfPortsThatNobodyHasDeclared() throws IOException {
        MainCf main = configuration("2525/inet/smtpd_banner = reinjection");

        assertThat(main.warnings())
                .anyMatch(it -> it.endsWith("there is no service 2525/inet, this has no effect"));
    }

    @Test
    void findsPortsThatAreTakenTwice() throws IOException {
        MainCf main =
                configuration(
                        "imap_listen = 127.0.0.1:2525", "127.0.0.1:2525/inet/command = smtpd");

        assertThat(Preflight.check(main).faults())
                .anyMatch(
                        it ->
                                it.endsWith(
                                        "127.0.0.1:2525/inet/command = smtpd: port 2525 is that of"
                                                + " imap_listen already"));
    }

    @Test
    void keepsAPortOpenThatIsNoLongerDeclared() throws IOException {
        MainCf main =
                configuration(FURTHER + "command = smtpd", FURTHER + "smtpd_banner = reinjection");
        try (var server = Mailroom.start(main)) {
            MainCf without = configuration("127.0.0.1:2526/inet/command = smtpd");

            assertThat(server.reload(() -> without))
                    .contains(
                            "127.0.0.1:0/inet/command takes effect at the next start",
                            "127.0.0.1:2526/inet/command takes effect at the next start");

            assertThat(told(server, "127.0.0.1:0"))
                    .contains("220 mail.example.org ESMTP", "250-STARTTLS", "250 2.1.5 Ok");
        }
    }

    private static String told(Mailroom server, String service) throws IOException {
        try (var client = new Peer(server.address(service))) {
            String greeting = client.upTo("220 ");
            client.say("EHLO client.test");
            String extensions = client.upTo("250 ");
            client.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<demo@example.org>\r\nQUIT");
            return greeting + extensions + client.upTo("221");
        }
    }

    private MainCf configuration(String... lines) throws IOException {
        return TestConfiguration.in(folder, String.join("\n", lines) + "\n");
    }
}
