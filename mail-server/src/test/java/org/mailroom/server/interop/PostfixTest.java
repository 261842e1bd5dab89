// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.server.PostfixPeer;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Postfix on the other side: what it relays to us, and what we relay to it, under TLS. Needs root,
/// as Postfix does.
@Tag("interop")
class PostfixTest {
    @RegisterExtension final TestServer server = new TestServer();
    private PostfixPeer postfix;

    @AfterEach
    void stopPostfix() throws IOException {
        if (postfix != null) {
            postfix.close();
        }
    }

    @Test
    void sendsManyAtOnce() throws Exception {
        server.program("smtp-source", "postfix")
                .with("-s", "10", "-m", "100", "-l", "3000", "-f", "sender@client.test")
                .run("-t", "u1@example.org", "127.0.0.1:" + server.port("smtp"));

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(server.inbox("u1").subjects()).hasSize(100));
    }

    @Test
    void relaysToUs() throws Exception {
        startPostfix();

        submit(postfix, "MAIL FROM:<sender@client.test>", "u2@example.org", "by Postfix");

        server.awaitSubjects("u2", "INBOX", "by Postfix");
        assertThat(server.inbox("u2").messages().getFirst())
                .contains("from mail.lab.test", "by mail.example.org (Mailroom) with ESMTPS id");
        Letter.assertWhole(server.inbox("u2").messages().getFirst());
    }

    @Test
    void relaysInternationalMailToUs() throws Exception {
        startPostfix();

        submit(
                postfix,
                "MAIL FROM:<gr\u00fcn@client.test> SMTPUTF8",
                "u2@example.org",
                "Gr\u00fc\u00dfe");

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(server.inbox("u2").messages()).hasSize(1));
        String message = Letter.utf8(server.inbox("u2").messages().getFirst());
        assertThat(message)
                .contains("Return-Path: <gr\u00fcn@client.test>", "with UTF8SMTPS id")
                .contains("Subject: Gr\u00fc\u00dfe");
    }

    @Test
    void takesWhatWeRelay() throws Exception {
        startPostfix();
        relayToPostfix();

        curl("u3@lab.test");

        Path mailbox = postfix.spool().resolve("u3");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(mailbox).exists();
                            String mail = Files.readString(mailbox, StandardCharsets.ISO_8859_1);
                            assertThat(mail)
                                    .contains("from mail.example.org", "with ESMTPS id")
                                    .contains("\n.\n..dots\n>From here on\n");
                        });
    }

    @Test
    void refusesAndTheSenderHearsOfIt() throws Exception {
        startPostfix();
        relayToPostfix();

        curl("nobody@lab.test");

        server.awaitSubjects("u0", "INBOX", "Undelivered Mail Returned to Sender");
        assertThat(server.inbox("u0").messages().getFirst())
                .contains("Status: 5.1.1", "User unknown in virtual mailbox table");
    }

    @Test
    void takesEightBitContentInSevenBits() throws Exception {
        startPostfix("smtpd_discard_ehlo_keywords = 8bitmime, chunking, smtputf8\n");
        relayToPostfix();

        curl("u4@lab.test");

        Path mailbox = postfix.spool().resolve("u4");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(mailbox).exists();
                            assertThat(Files.readString(mailbox, StandardCharsets.UTF_8))
                                    .contains("Content-Transfer-Encoding: quoted-printable")
                                    .contains("=C3=BC")
                                    .doesNotContain("\u00fc", "8bit");
                        });
    }

    private void startPostfix() throws Exception {
        startPostfix("");
    }

    private void startPostfix(String more) throws Exception {
        assertThat(PostfixPeer.isInstalled())
                .as("Postfix can run: install Debian's package postfix, and be root")
                .isTrue();
        Path folder = Files.createDirectory(server.folder().resolve("postfix"));
        String tls =
                """
                smtpd_tls_security_level = may
                smtpd_tls_chain_files = %s, %s
                smtp_tls_security_level = verify
                smtp_tls_CAfile = %2$s
                smtp_tls_verify_cert_match = hostname
                smtputf8_enable = yes
                default_transport = smtp
                relayhost = [localhost]:%3$d
                smtp_host_lookup = native
                """
                        .formatted(
                                server.folder().resolve("self-made-key.pem"),
                                server.certificate(),
                                server.port("smtp"));
        assertThat(server.folder().toFile().setExecutable(true, false)).isTrue();
        postfix = PostfixPeer.start(folder, 10, tls + more);
    }

    private void relayToPostfix() throws IOException {
        server.restart(
                """
                default_transport = smtp
                relayhost = [127.0.0.1]:%d
                smtp_tls_security_level = encrypt
                """
                        .formatted(postfix.address().getPort()));
    }

    private void curl(String recipient) throws Exception {
        server.program("curl", "curl")
                .with("-sS", "--ssl-reqd", "--cacert", server.certificate(), "--user", "u0:pass")
                .with("--mail-from", "u0@example.org", "--mail-rcpt", recipient)
                .with("--upload-file", server.write("letter", Letter.text("relayed")))
                .run("smtp://" + server.at("submission"));
    }

    private static void submit(PostfixPeer postfix, String from, String to, String subject)
            throws IOException {
        var client = new SMTPClient(StandardCharsets.UTF_8.name());
        client.connect(postfix.address().getAddress(), postfix.address().getPort());
        client.sendCommand("EHLO client.test");
        client.sendCommand(from);
        assertThat(client.addRecipient(to)).as(client.getReplyString()).isTrue();
        try (Writer data = client.sendMessageData()) {
            data.write(Letter.text(subject));
        }
        assertThat(client.completePendingCommand()).as(client.getReplyString()).isTrue();
        client.disconnect();
    }
}
