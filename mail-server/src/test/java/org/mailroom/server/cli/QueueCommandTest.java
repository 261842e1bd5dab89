// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `mailroom queue`, as an administrator types it.
class QueueCommandTest {
    private static final String REASON = "nobody answers";

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, "");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private String queue(String line) {
        return server.mailroom(("queue " + line).split(" "));
    }

    @Test
    void anEmptyQueueIsSaidToBeEmpty() {
        assertThat(queue("list")).isEqualTo("Mail queue is empty\n");
        assertThat(queue("list --json")).isEmpty();
        assertThat(queue("delete ALL")).isEmpty();
    }

    @Test
    void listsInTheFormOfMailq() throws Exception {
        String id = server.deferred("a@never.test", "b@never.test");

        assertThat(
                        queue("list")
                                .replaceAll("\\w{3} \\w{3} [ 0-9]\\d [0-9:]{8}", "-".repeat(19))
                                .replaceAll("\\d{3} ---", "### ---"))
                .isEqualTo(
                        """
                        ----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------
                        %-17s      ### ------------------- bob@client.test
                        %s(nobody answers)
                        %3$sa@never.test
                        %3$sb@never.test

                        -- 0 Kbytes in 1 Request.
                        """
                                .formatted(id, " ".repeat(62), " ".repeat(47)));
    }

    @Test
    void listsInTheFormOfPostqueue() throws Exception {
        String id = server.deferred("a@never.test", "b@never.test");

        assertThat(queue("list --json"))
                .matches(
                        """
                        \\{"queue_name": "deferred", "queue_id": "%s", "arrival_time": \\d+,\
                         "message_size": \\d+, "forced_expire": false, "sender": "bob@client.test",\
                         "recipients": \\[\\{"address": "a@never.test", "delay_reason": "%2$s"},\
                         \\{"address": "b@never.test", "delay_reason": "%2$s"}]}
                        """
                                .formatted(id, REASON));
    }

    @Test
    void showsAllThatIsKnownOfAMessage() throws Exception {
        String id = server.deferred("a@never.test", "staff@example.org");

        assertThat(queue("show " + id))
                .contains("Queue ID:     " + id + "\nQueue:        deferred\nArrived: ")
                .contains("Sender:       bob@client.test\nFrom:         ")
                .contains("[127.0.0.1] by ESMTP\nNext attempt: ")
                .contains("  a@never.test: deferred 4.4.1 (nobody answers)\n")
                .contains("  ann@example.org (for staff@example.org): done\n");
        assertThat(queue("show 4jXNLm0000z1"))
                .isEqualTo("1: mailroom: 4jXNLm0000z1 is not in the queue\n");
    }

    @Test
    void showsWhatWasSaidInTheLastAttempt() throws Exception {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(busy));
            Files.writeString(
                    folder.resolve("transport"),
                    "busy.test smtp:[127.0.0.1]:" + busy.getLocalPort() + "\n");
            server.mailroom("reload");

            String id = server.deferred("a@busy.test");

            assertThat(queue("show " + id))
                    .contains("\nLast dialogue:\n  127.0.0.1[127.0.0.1]:")
                    .contains("  S: 220 busy.test\n  C: EHLO mail.example.org\n  S: 250 busy\n")
                    .contains("  C: MAIL FROM:<bob@client.test>\n  S: 451 come again\n");
        }
    }

    private static void answer(ServerSocket door) {
        try (Socket peer = door.accept()) {
            InputStream in = peer.getInputStream();
            OutputStream out = peer.getOutputStream();
            out.write("220 busy.test\r\n".getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            // Nobody listens behind QUIT.
            for (String line = lines.readLine();
                    line != null && !line.equals("QUIT");
                    line = lines.readLine()) {
                String reply = line.startsWith("EHLO") ? "250 busy\r\n" : "451 come again\r\n";
                out.write(reply.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void holdsAndReleases() throws Exception {
        String id = server.deferred("a@never.test");

        assertThat(queue("hold " + id))
                .isEqualTo(id + ": placed on hold\nPlaced on hold: 1 message\n");
        assertThat(queue("list")).contains(id + "!");
        assertThat(queue("show " + id)).contains("Next attempt: none, it is held\n");
        assertThat(queue("hold " + id)).isEqualTo("1: mailroom: " + id + ": nothing to be done\n");

        assertThat(queue("release ALL")).isEqualTo("Released from hold: 1 message\n");
        assertThat(queue("list --json")).contains("\"queue_name\": \"deferred\"");
        server.awaitLog("]: Released from hold: 1 message\n");
        assertThat(server.log())
                .contains("/postsuper[")
                .contains("]: " + id + ": placed on hold\n");
    }

    @Test
    void deletesByIdByQueueAndAll() throws Exception {
        String one = server.deferred("a@never.test");
        String two = server.deferred("b@never.test");
        String three = server.deferred("c@never.test");
        queue("hold " + two);

        assertThat(queue("delete " + one)).isEqualTo(one + ": removed\nDeleted: 1 message\n");
        assertThat(queue("delete --queue hold ALL")).isEqualTo("Deleted: 1 message\n");
        assertThat(queue("delete --queue hold " + three))
                .isEqualTo("1: mailroom: " + three + ": nothing to be done\n");
        assertThat(queue("delete ALL")).isEqualTo("Deleted: 1 message\n");

        assertThat(queue("list")).isEqualTo("Mail queue is empty\n");
        server.awaitLog("]: " + one + ": removed\n");
    }

    @Test
    void returnsWhatIsExpired() throws Exception {
        String id = server.send("ann@example.org", "a@never.test");
        server.await("queue list", it -> it.contains(REASON));

        assertThat(queue("expire " + id)).isEqualTo(id + ": expired\nForce-expired: 1 message\n");

        server.await("queue list", it -> it.equals("Mail queue is empty\n"));
        server.awaitLog("status=force-expired, returned to sender");
        assertThat(server.mailbox()).contains("Undelivered Mail Returned to Sender");
    }

    @Test
    void sendsAnotherWay() throws Exception {
        String id = server.deferred("a@never.test");

        assertThat(queue("transport local: " + id)).isEqualTo(id + ": goes by local:\n");
        assertThat(queue("show " + id)).contains("Transport:    local:\n");
        assertThat(queue("transport - ALL")).isEqualTo(id + ": as routed\n");
        assertThat(queue("transport discard: " + id)).startsWith(id);
        assertThat(queue("flush never.test")).isEqualTo("1 deferred message is tried now\n");

        server.await("queue list", it -> it.equals("Mail queue is empty\n"));
        server.awaitLog(id + ": removed\n");
        assertThat(server.log()).containsPattern("postfix/discard.*: " + id + ": .*status=sent");
    }

    @Test
    void flushesAllOneMessageOrOneSite() throws Exception {
        String one = server.deferred("a@never.test");
        String two = server.deferred("b@NEVER.test", "c@never.test");

        assertThat(queue("flush other.test")).isEqualTo("0 deferred messages are tried now\n");
        assertThat(queue("flush --id " + one)).isEqualTo("1 deferred message is tried now\n");
        server.await("queue list", _ -> attempts(one) == 2);
        server.await("status", it -> it.contains("queue: 0 active"));
        assertThat(queue("flush never.test")).isEqualTo("2 deferred messages are tried now\n");
        server.await("queue list", _ -> attempts(one) == 3 && attempts(two) == 4);
        server.await("status", it -> it.contains("queue: 0 active"));
        assertThat(queue("flush")).isEqualTo("2 deferred messages are tried now\n");
        server.await("queue list", _ -> attempts(two) == 6);
    }

    private long attempts(String id) {
        try {
            return server.log().lines().filter(it -> it.contains(id + ": to=")).count();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void requeuesByTheAliasesOfNow() throws Exception {
        String id = server.deferred("a@never.test");
        queue("hold " + id);

        String said = queue("requeue " + id);

        assertThat(said).matches(id + ": requeued as \\w+\nRequeued: 1 message\n");
        server.await("queue list", it -> it.contains(REASON));
        assertThat(queue("list"))
                .doesNotContain(id)
                .doesNotContain("!")
                .contains(said.replaceAll("(?s).* as (\\w+).*", "$1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    delete --queue junk ALL | 1: mailroom: there is no queue "junk"; there are incoming, active, deferred, hold
                    flush --id X            | 1: mailroom: X is not in the queue
                    transport smtp: X       | 1: mailroom: X is not in the queue
                    release X Y             | 1: mailroom: X: nothing to be done~mailroom: Y: nothing to be done
                    """)
    void saysWhatIsWrong(String line, String said) {
        assertThat(queue(line)).isEqualTo(said.replace("~", "\n") + "\n");
    }
}
