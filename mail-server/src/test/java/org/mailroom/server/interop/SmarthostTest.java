// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.server.PostfixPeer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Servers that take mail from those who log in only, and one that takes it by LMTP.
@Tag("interop")
class SmarthostTest {
    @RegisterExtension final TestServer server = new TestServer();
    private DovecotServices dovecot;

    @BeforeEach
    void startDovecot() throws Exception {
        dovecot = DovecotServices.start(Files.createDirectory(server.folder().resolve("dovecot")));
    }

    @AfterEach
    void stopDovecot() {
        dovecot.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram-sha-256", "plain", "login"})
    void logsInAtPostfixUnderVerifiedTls(String mechanism) throws Exception {
        try (PostfixPeer postfix = startPostfix()) {
            relayTo(
                    postfix,
                    """
                    smtp_tls_security_level = verify
                    smtp_tls_CAfile = %s
                    smtp_sasl_auth_enable = yes
                    smtp_sasl_password_maps = inline:{localhost=u7:pass}
                    smtp_sasl_tls_security_options = noanonymous
                    smtp_sasl_mechanism_filter = %s
                    """
                            .formatted(server.certificate(), mechanism));

            submit("u3@lab.test", "by login");

            Path mailbox = postfix.spool().resolve("u3");
            await().atMost(TestServer.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(mailbox)
                                            .content(StandardCharsets.ISO_8859_1)
                                            .contains("(Authenticated sender: u7)")
                                            .contains("with ESMTPSA id", "Subject: by login"));
        }
    }

    @Test
    void waitsWhereThePasswordIsWrong() throws Exception {
        try (PostfixPeer postfix = startPostfix()) {
            relayTo(
                    postfix,
                    """
                    smtp_tls_security_level = encrypt
                    smtp_sasl_auth_enable = yes
                    smtp_sasl_password_maps = static:u7:wrong
                    """);

            submit("u3@lab.test", "not by login");

            awaitLog("SASL authentication failed; server localhost[127.0.0.1] said: 535 5.7.8");
        }
    }

    @Test
    void trustsNobodyWithoutAnAuthority() throws Exception {
        try (PostfixPeer postfix = startPostfix()) {
            relayTo(postfix, "smtp_tls_security_level = verify\n");

            submit("u3@lab.test", "to whom");

            awaitLog("status=deferred (Server certificate not trusted:");
        }
    }

    @Test
    void deliversToDovecotByLmtp() throws Exception {
        server.restart("default_transport = lmtp:unix:%s%n".formatted(dovecot.lmtp()));

        submit("u4@lab.test", "by LMTP");

        Path arrivals = dovecot.arrivals("u4");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(arrivals).isNotEmptyDirectory();
                            assertThat(texts(arrivals).getFirst()).contains("Subject: by LMTP");
                        });
        awaitLog("relay=mail.example.org[" + dovecot.lmtp() + "], ");
    }

    private static List<String> texts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            var texts = new ArrayList<String>();
            for (Path file : files.toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }

    private PostfixPeer startPostfix() throws Exception {
        assertThat(PostfixPeer.isInstalled())
                .as("Postfix can run: install Debian's package postfix, and be root")
                .isTrue();
        Path folder = Files.createDirectory(server.folder().resolve("postfix"));
        assertThat(server.folder().toFile().setExecutable(true, false)).isTrue();
        return PostfixPeer.start(
                folder,
                10,
                """
                smtpd_tls_security_level = encrypt
                smtpd_tls_chain_files = %s, %s
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = %s
                smtpd_sasl_authenticated_header = yes
                smtpd_recipient_restrictions = permit_sasl_authenticated, reject
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                """
                        .formatted(
                                server.folder().resolve("self-made-key.pem"),
                                server.certificate(),
                                dovecot.auth()));
    }

    private void relayTo(PostfixPeer postfix, String parameters) throws IOException {
        server.restart(
                """
                default_transport = smtp
                relayhost = [localhost]:%d
                smtp_host_lookup = native
                inet_protocols = ipv4
                """
                                .formatted(postfix.address().getPort())
                        + parameters);
    }

    private void submit(String recipient, String subject) throws Exception {
        server.program("curl", "curl")
                .with("-sS", "--ssl-reqd", "--cacert", server.certificate(), "--user", "u0:pass")
                .with("--mail-from", "u0@example.org", "--mail-rcpt", recipient)
                .with("--upload-file", server.write("letter", Letter.text(subject)))
                .run("smtp://" + server.at("submission"));
    }

    private void awaitLog(String text) {
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(server.folder().resolve("mail.log"))
                                        .content()
                                        .contains(text));
    }
}
