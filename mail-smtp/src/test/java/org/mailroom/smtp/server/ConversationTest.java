// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Transport;
import org.mailroom.core.net.Wire;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.notice.SessionTranscript;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

class ConversationTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    private final CountDownLatch heard = new CountDownLatch(1);

    /// Else a client gives up while its many recipients are looked at, and comes again.
    @Test
    void doesNotHoldRepliesBackForLong() throws IOException {
        try (var transport = new Transport()) {
            InetSocketAddress address = transport.listen(door()).address();
            try (var client = new Socket(address.getAddress(), address.getPort());
                    var replies =
                            new BufferedReader(
                                    new InputStreamReader(
                                            client.getInputStream(), StandardCharsets.US_ASCII))) {
                client.setSoTimeout(10_000);
                client.getOutputStream()
                        .write("NOOP\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(replies.readLine()).isEqualTo("250 2.0.0 Ok");
            } finally {
                heard.countDown();
            }
        }
    }

    private Door door() {
        return new Door(
                "smtp",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new Door.Limits(0, 0),
                "421",
                this::answerSlowly);
    }

    /// The second command has come, and what it asks for takes long.
    private void answerSlowly(Wire wire) {
        var conversation =
                new Conversation(
                        wire,
                        SmtpLimits.DEFAULT,
                        new SessionTranscript(Set.of()),
                        reply -> reply,
                        now::get);
        assertThat(conversation.command()).isInstanceOf(LineRead.Line.class);
        now.updateAndGet(time -> time.plusSeconds(11));
        conversation.say(Reply.OK);
        try {
            heard.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
