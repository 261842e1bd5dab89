// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Sends mail to a server that nobody here has written.
class GreenMailTest {
    private final GreenMail server =
            new GreenMail(
                    new ServerSetup[] {
                        ServerSetup.SMTP.dynamicPort(), ServerSetup.SMTPS.dynamicPort()
                    });

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void deliversWhatWasSent() throws Exception {
        String text = "Subject: to GreenMail\\r\\n\\r\\nOne\\r\\n.two\\r\\n..\\r\\n";
        var script =
                new DialogueScript(
                        List.of(
                                "given content = " + text,
                                "given recipients = bob@example.test carol@example.test"));

        List<Delivery> deliveries = script.deliverTo(server.getSmtp().getPort());

        assertThat(deliveries)
                .hasSize(2)
                .allMatch(delivery -> delivery.outcome() instanceof Outcome.Delivered);
        // GreenMail keeps no last line end
        List<StoredMessage> stored =
                server.getManagers()
                        .getImapHostManager()
                        .getInbox(server.getUserManager().getUserByEmail("bob@example.test"))
                        .getMessages();
        var received = new ByteArrayOutputStream();
        stored.getFirst().getMimeMessage().writeTo(received);
        assertThat(received.toString(StandardCharsets.UTF_8)).endsWith("\r\n\r\nOne\r\n.two\r\n..");
    }

    @Test
    void logsInUnderTlsFromTheFirstOctet() {
        server.setUser("bob@example.test", "bob", "secret");

        Delivery delivery = deliverWith("bob:secret");

        assertThat(delivery.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(delivery.connection().tls()).isEqualTo("encrypt");
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void waitsWhereThePasswordIsWrong() {
        server.setUser("bob@example.test", "bob", "secret");

        Delivery delivery = deliverWith("bob:wrong");

        assertThat(delivery.outcome()).isInstanceOf(Outcome.Deferred.class);
        assertThat(delivery.outcome().text()).startsWith("SASL authentication failed; server ");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private Delivery deliverWith(String password) {
        var script =
                new DialogueScript(
                        List.of(
                                "given level = ENCRYPT",
                                "given tlsstart = AT_ONCE",
                                "given passwords = 127.0.0.1=" + password));
        return script.deliverTo(server.getSmtps().getPort()).getFirst();
    }
}
