// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Properties;

/// Jakarta Mail (Angus) submits, by each of its mechanisms that we have, each form of TLS and each
/// extension that it knows.
@Tag("interop")
class JakartaMailTest {
    @RegisterExtension final TestServer server = new TestServer("mynetworks = 192.0.2.0/24\n");
    private final Properties properties = new Properties();

    @BeforeEach
    void demandTls() {
        set("ssl.trust", "localhost");
        set("ssl.checkserveridentity", "true");
        set("auth", "true");
        set("starttls.required", "true");
        set("starttls.enable", "true");
    }

    private void set(String name, String value) {
        properties.put("mail.smtp." + name, value);
    }

    @ParameterizedTest
    @CsvSource({
        "submission, PLAIN, false",
        "submission, LOGIN, false",
        "submission, PLAIN, true",
        "submissions, PLAIN, false",
        "submissions, LOGIN, false",
        "submissions, PLAIN, true"
    })
    void logsIn(String service, String mechanism, String sasl) throws Exception {
        set("auth.mechanisms", mechanism);
        set("sasl.enable", sasl);
        set("sasl.mechanisms", mechanism);

        send(service, message("by Jakarta Mail"));

        server.awaitSubjects("u1", "INBOX", "by Jakarta Mail");
    }

    @Test
    void isToldThatAPasswordIsWrong() throws Exception {
        MimeMessage message = message("by Jakarta Mail");

        assertThatThrownBy(() -> send("submission", message, "wrong"))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("535 5.7.8 ");
    }

    @Test
    void isToldThatNobodyIsThere() throws Exception {
        MimeMessage message = message("by Jakarta Mail");
        message.setRecipients(Message.RecipientType.TO, "nobody@example.org");

        assertThatThrownBy(() -> send("submission", message))
                .isInstanceOf(SendFailedException.class)
                .rootCause()
                .hasMessageContaining("550 5.1.1 ");
    }

    @Test
    void isToldThatASenderIsNotItsOwn() throws Exception {
        set("from", "u2@example.org");
        MimeMessage message = message("by Jakarta Mail");

        assertThatThrownBy(() -> send("submission", message))
                .isInstanceOf(SMTPSendFailedException.class)
                .hasMessageContaining("553 5.7.1 ");
    }

    @Test
    void writesHeadersInUtf8() throws Exception {
        properties.put("mail.mime.allowutf8", "true");
        MimeMessage message = message("in UTF-8");
        message.setHeader("Comments", "Gr\u00fc\u00dfe");

        send("submission", message);

        server.awaitSubjects("u1", "INBOX", "in UTF-8");
        assertThat(arrived()).contains("Comments: Gr\u00fc\u00dfe\r\n").contains("with UTF8SMTPSA");
    }

    // Longer than several chunks. No line begins with a dot: Angus doubles it there too
    @Test
    void sendsInChunks() throws Exception {
        set("chunksize", "1000");
        MimeMessage message = message("in chunks");
        message.setText("0123456789\r\n".repeat(500), "us-ascii");

        send("submission", message);

        server.awaitSubjects("u1", "INBOX", "in chunks");
        assertThat(arrived()).endsWith("0123456789\r\n".repeat(500));
    }

    @Test
    void sendsInEightBits() throws Exception {
        set("allow8bitmime", "true");
        MimeMessage message = message("in eight bits");
        message.setText("Gr\u00fc\u00dfe\r\n", "utf-8");
        message.setHeader("Content-Transfer-Encoding", "8bit");

        send("submission", message);

        server.awaitSubjects("u1", "INBOX", "in eight bits");
        assertThat(arrived())
                .contains("Content-Transfer-Encoding: 8bit\r\n")
                .endsWith("\r\n\r\nGr\u00fc\u00dfe\r\n");
    }

    @Test
    void hearsThatMailHasArrived() throws Exception {
        set("dsn.notify", "SUCCESS,FAILURE");
        set("dsn.ret", "HDRS");

        send("submission", message("with a notice"));

        server.awaitSubjects("u1", "INBOX", "with a notice");
        server.awaitSubjects("u0", "INBOX", "Successful Mail Delivery Report");
    }

    private MimeMessage message(String subject) throws MessagingException {
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("u0@example.org");
        message.setRecipients(Message.RecipientType.TO, "u1@example.org");
        message.setSubject(subject);
        message.setText("hello\r\n");
        return message;
    }

    private void send(String service, MimeMessage message) throws MessagingException {
        send(service, message, "pass");
    }

    private void send(String service, MimeMessage message, String password)
            throws MessagingException {
        set("ssl.enable", String.valueOf(service.equals("submissions")));
        message.saveChanges();
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            transport.connect("localhost", server.port(service), "u0", password);
            Address[] to = message.getAllRecipients();
            assertThat(to).hasOnlyElementsOfType(InternetAddress.class);
            transport.sendMessage(message, to);
        }
    }

    private String arrived() throws MessagingException, IOException {
        return Letter.utf8(server.inbox("u1").messages().getFirst());
    }
}
