// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.apache.commons.net.smtp.SMTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.net.ScriptedPeer;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;

import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What `main.cf` says of other servers, seen by such a server.
class RelayTest {
    @TempDir Path folder;
    private final ServerTls tls = SelfMadeCertificate.passing(List.of("localhost"), Instant.now());

    @Test
    void logsInAtTheRelayhost() throws IOException {
        String seen =
                relay(
                        """
                        smtp_sasl_auth_enable = yes
                        smtp_sasl_password_maps = inline:{[127.0.0.1]:PORT=user:secret}
                        smtp_sasl_security_options = noanonymous
                        """,
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250-mx.test
                        S: 250 AUTH PLAIN
                        C: AUTH PLAIN AHVzZXIAc2VjcmV0
                        S: 235 in
                        C: MAIL FROM:<sender@client.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… .
                        S: 250 taken
                        """);

        assertThat(seen).contains("relay=127.0.0.1[127.0.0.1]:", "status=sent (250 taken)");
    }

    @Test
    void sendsNoPasswordInClearUnlessItIsTold() throws IOException {
        String seen =
                relay(
                        """
                        smtp_sasl_auth_enable = yes
                        smtp_sasl_password_maps = static:user:secret
                        """,
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250-mx.test
                        S: 250 AUTH PLAIN
                        """);

        assertThat(seen).contains("status=deferred (SASL authentication failed: server 127.0.0.1");
    }

    @Test
    void sendsUnderTlsToTheServerThatItKnows() throws IOException {
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        String seen =
                relay(
                        """
                        smtp_tls_policy_maps = inline:{ { [127.0.0.1]:PORT = verify match=localhost } }
                        smtp_tls_CAfile = %s
                        smtp_tls_loglevel = 1
                        smtp_log_tls_feature_status = yes
                        """
                                .formatted(certificate.chain()),
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250-mx.test
                        S: 250 STARTTLS
                        C: STARTTLS
                        S: 220 go
                        tls
                        C: EHLO mail.example.org
                        S: 250 mx.test
                        C: MAIL FROM:<sender@client.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… .
                        S: 250 taken
                        """);

        assertThat(seen).contains(", tls=verify, dsn=2.0.0, status=sent (250 taken)");
        assertThat(Files.readString(folder.resolve("mail.log")))
                .containsPattern(
                        "postfix/smtp\\[\\d+]: Verified TLS connection established to 127.0.0.1");
    }

    @Test
    void deliversByLmtp() throws IOException {
        String seen =
                relay(
                        """
                        default_transport = lmtp:inet:127.0.0.1:PORT
                        lmtp_lhlo_name = lmtp.example.org
                        """,
                        """
                        S: 220 mda.test
                        C: LHLO lmtp.example.org
                        S: 250 mda.test
                        C: MAIL FROM:<sender@client.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… .
                        S: 250 2.1.5 stored
                        """);

        assertThat(seen)
                .containsPattern("postfix/lmtp\\[\\d+]: .* status=sent \\(250 2.1.5 stored\\)");
    }

    @Test
    void deliversByLmtpWhatItsTablesMake() throws IOException {
        String seen =
                relay(
                        """
                        default_transport = lmtp:inet:127.0.0.1:PORT
                        lmtp_header_checks = regexp:{{/^Subject:/ REPLACE Subject: by lmtp}}
                        smtp_header_checks = regexp:{{/^Subject:/ REPLACE Subject: by smtp}}
                        smtp_generic_maps = static:world@isp.test
                        """,
                        """
                        S: 220 mda.test
                        C: LHLO mail.example.org
                        S: 250 mda.test
                        C: MAIL FROM:<sender@client.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… Subject: by lmtp
                        C… .
                        S: 250 2.1.5 stored
                        """);

        assertThat(seen).contains("status=sent");
    }

    // header_checks(5)
    @Test
    void changesWhatLeaves() throws IOException {
        String seen =
                relay(
                        """
                        smtp_header_checks = regexp:{{/^Received:/ IGNORE} {/^Subject:/ INFO seen}}
                        smtp_mime_header_checks = regexp:{{/^Content-Type:/ STRIP}}
                        smtp_nested_header_checks = regexp:{{/^Subject:/ REPLACE Subject: inner}}
                        smtp_body_checks = regexp:{{/secret/ REPLACE (nothing)}}
                        """,
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250 mx.test
                        C: MAIL FROM:<sender@client.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C: Subject: a
                        C:\s
                        C: Subject: inner
                        C:\s
                        C: (nothing)
                        C: .
                        S: 250 taken
                        """,
                        """
                        Subject: a
                        Content-Type: message/rfc822

                        Subject: b

                        secret
                        """);

        assertThat(seen).contains("status=sent (250 taken)");
        assertThat(Files.readString(folder.resolve("mail.log")))
                .containsPattern("postfix/smtp\\[\\d+]: \\w+: info: header Subject: a: seen\n");
    }

    @Test
    void sendsEightBitContentAsItIsWhereItIsTold() throws IOException {
        String script =
                """
                S: 220 mx.test
                C: EHLO mail.example.org
                S: 250 mx.test
                C: MAIL FROM:<sender@client.test>
                S: 250 ok
                C: RCPT TO:<bob@example.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C… Gr%s
                C: .
                S: 250 taken
                """;
        String message = "Content-Type: text/plain\n\nGr\u00fc\n";

        String converted = relay("", script.formatted("=C3=BC"), message);
        String asItIs =
                relay(
                        "disable_mime_output_conversion = yes\n",
                        script.formatted("\u00fc"),
                        message);

        assertThat(List.of(converted, asItIs))
                .allSatisfy(line -> assertThat(line).contains("status=sent"));
    }

    // RFC 8689 §4.2.1
    @Test
    void returnsWhatRequiresTlsWhereNobodyPromisesIt() throws Exception {
        assertThat(requiringTls("", "S: 250 mx.test\n"))
                .contains(
                        "dsn=5.7.30, status=bounced (REQUIRETLS is required, but was not offered");
    }

    @Test
    void sendsWhatRequiresTlsAsOtherMailWhereItIsTold() throws Exception {
        String script =
                """
                S: 250-mx.test
                S: 250 REQUIRETLS
                C: MAIL FROM:<demo@example.org> REQUIRETLS
                S: 250 ok
                C: RCPT TO:<bob@example.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C… .
                S: 250 taken
                """;

        assertThat(requiringTls("smtp_requiretls_policy = opportunistic\n", script))
                .contains("status=sent (250 taken)");
    }

    /// The same for a message with REQUIRETLS. The server that it goes to can be verified.
    private String requiringTls(String parameters, String script) throws Exception {
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        String begin =
                """
                S: 220 mx.test
                C: EHLO mail.example.org
                S: 250-mx.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                tls
                C: EHLO mail.example.org
                """;
        String trust =
                """
                relayhost = [localhost]:PORT
                smtp_host_lookup = native
                smtp_address_preference = ipv4
                smtp_tls_CAfile = %s
                """
                        .formatted(certificate.chain());
        return relay(
                trust + parameters,
                begin + script,
                door -> {
                    var client = new SMTPSClient(false);
                    client.setTrustManager(TrustManagerUtils.getAcceptAllTrustManager());
                    client.connect(door.getAddress(), door.getPort());
                    client.sendCommand("EHLO client.test");
                    assertThat(client.execTLS()).isTrue();
                    client.sendCommand("EHLO client.test");
                    assertThat(client.sendCommand("MAIL FROM:<demo@example.org> REQUIRETLS"))
                            .isEqualTo(250);
                    assertThat(client.addRecipient("bob@example.test")).isTrue();
                    try (Writer data = client.sendMessageData()) {
                        data.write(TestMail.text("relayed"));
                    }
                    assertThat(client.completePendingCommand()).isTrue();
                    client.disconnect();
                });
    }

    // generic(5)
    @Test
    void showsOtherAddressesToTheWorld() throws IOException {
        String seen =
                relay(
                        """
                        smtp_generic_maps = inline:{ { @client.test = world@isp.test } }
                        """,
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250 mx.test
                        C: MAIL FROM:<world@isp.test>
                        S: 250 ok
                        C: RCPT TO:<bob@example.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… .
                        S: 250 taken
                        """);

        assertThat(seen).contains("status=sent (250 taken)");
    }

    @Test
    void forwardsWithASenderOfOurs() throws IOException {
        Path secrets = Files.writeString(folder.resolve("srs"), "0123456789abcdef\n");
        String seen =
                relay(
                        """
                        virtual_alias_domains = example.test
                        virtual_alias_maps = inline:{ { bob@example.test = bob@far.test } }
                        srs_domain = example.org
                        srs_secret_file = %s
                        """
                                .formatted(secrets),
                        """
                        S: 220 mx.test
                        C: EHLO mail.example.org
                        S: 250 mx.test
                        C: MAIL FROM:<SRS0=*=client.test=sender@example.org>
                        S: 250 ok
                        C: RCPT TO:<bob@far.test>
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C… .
                        S: 250 taken
                        """);

        assertThat(seen).contains("to=<bob@far.test>, orig_to=<bob@example.test>", "status=sent");
    }

    @Test
    void saysWhatIsWrongWithSrs() throws IOException {
        Path secrets = Files.writeString(folder.resolve("srs"), "short\n");
        String file = "srs_secret_file = " + secrets;

        for (String wrong :
                List.of(
                        "srs_domain = far.test\n" + file + " expected a domain of mydestination",
                        "srs_domain = example.org srs_domain needs a file with a secret",
                        "srs_domain = example.org\n" + file + " expected secrets of at least 16")) {
            int fault = wrong.lastIndexOf(wrong.contains("needs") ? " srs_domain" : " expected");
            assertThatThrownBy(
                            () ->
                                    Settings.of(
                                            configuration(wrong.substring(0, fault), 25),
                                            _ -> tls,
                                            _ -> {}))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(wrong.substring(fault + 1));
        }
    }

    @Test
    void saysWhatIsWrongWithTls() {
        for (String wrong :
                List.of(
                        "smtp_tls_CAfile = /nowhere",
                        "smtp_tls_wrappermode = yes",
                        "smtp_tls_mandatory_protocols = SSLv3",
                        "smtp_tls_security_level = dane-only",
                        "smtp_tls_fingerprint_digest = sha257")) {
            assertThatThrownBy(() -> Settings.of(configuration(wrong, 25), _ -> tls, _ -> {}))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("main.cf, line")
                    .hasMessageContaining(wrong);
        }
    }

    /// Sends one message by way of a server that does what `script` says, and answers the line of
    /// the log that tells what became of it.
    private String relay(String parameters, String script) throws IOException {
        return relay(parameters, script, TestMail.text("relayed"));
    }

    private String relay(String parameters, String script, String message) throws IOException {
        return relay(
                parameters,
                script,
                door -> {
                    try (var client = new Peer(door)) {
                        client.upTo("220 ");
                        client.say("EHLO client.test");
                        client.upTo("250 ");
                        client.say("MAIL FROM:<sender@client.test>");
                        client.say("RCPT TO:<bob@example.test>\r\nDATA");
                        client.upTo("354");
                        client.say(message.replaceAll("\r?\n", "\r\n") + ".");
                        client.upTo("250 2.0.0");
                    }
                });
    }

    /// Brings one message.
    private interface Bringer {
        void bring(InetSocketAddress door) throws IOException;
    }

    private String relay(String parameters, String script, Bringer bringer) throws IOException {
        Path log = folder.resolve("mail.log");
        Files.deleteIfExists(log);
        try (var peer = new ScriptedPeer(script.lines().toList(), folder);
                var server = Mailroom.start(configuration(parameters, peer.address().getPort()))) {
            bringer.bring(server.address("smtp"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(log).contains("to=<bob@example.test>"));
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains("to=<bob@example.test>"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private MainCf configuration(String parameters, int port) throws IOException {
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.createDirectories(folder.resolve("mail"));
        String text =
                TestConfiguration.text()
                        + "default_transport = smtp\nrelayhost = [127.0.0.1]:PORT\n"
                        + parameters;
        Files.writeString(folder.resolve("main.cf"), text.replace("PORT", Integer.toString(port)));
        return MainCf.load(folder, List.of());
    }
}
