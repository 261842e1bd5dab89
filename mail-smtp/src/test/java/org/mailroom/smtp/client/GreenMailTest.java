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
    private final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());

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
}
