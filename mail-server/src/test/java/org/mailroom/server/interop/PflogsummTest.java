// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.server.FreePort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `pflogsumm` reads `mail.log`, and counts what has happened.
@Tag("interop")
class PflogsummTest {
    private static final Pattern TOTAL =
            Pattern.compile(
                    "(?m)^ +(\\d+)  "
                        + " (received|delivered|deferred|bounced|rejected|senders|recipients)\\b");

    @RegisterExtension final TestServer server = new TestServer();
    private final List<Process> peers = new ArrayList<>();

    @BeforeEach
    void route() throws IOException {
        int taking = FreePort.find();
        int refusing = FreePort.find();
        int nobody = FreePort.find();
        peers.add(sink(taking));
        peers.add(sink(refusing, "-f", "rcpt"));
        server.restart(
                """
                transport_maps = inline:{
                  taking.test=smtp:[127.0.0.1]:%d
                  refusing.test=smtp:[127.0.0.1]:%d
                  nobody.test=smtp:[127.0.0.1]:%d }
                """
                        .formatted(taking, refusing, nobody));
    }

    private Process sink(int port, String... options) throws IOException {
        Path nothing = Files.writeString(server.folder().resolve("nothing"), "");
        Path said = server.folder().resolve("sink" + port);
        return server.program("smtp-sink", "postfix")
                .with("-u", "nobody")
                .with(options)
                .start(nothing, said, "127.0.0.1:" + port, "100");
    }

    @AfterEach
    void stopPeers() {
        peers.forEach(Process::destroy);
    }

    private void send(int times, String... recipients) throws Exception {
        Program swaks =
                server.program("swaks", "swaks")
                        .with("--server", "localhost", "--helo", "client.test")
                        .with("--port", String.valueOf(server.port("smtp")))
                        .with("--from", "u0@example.org", "--to", String.join(",", recipients));
        for (int i = 0; i < times; i++) {
            var _ = swaks.tryWith("");
        }
    }

    @Test
    void countsWhatHasHappened() throws Exception {
        send(5, "u1@example.org", "u2@example.org");
        send(3, "a@taking.test");
        send(2, "b@refusing.test");
        send(1, "c@nobody.test");
        send(4, "nobody@example.org");

        Path log = server.folder().resolve("mail.log");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(Files.readString(log))
                                        .satisfies(
                                                text ->
                                                        assertThat(count(text, " status=sent"))
                                                                .isEqualTo(15),
                                                text ->
                                                        assertThat(count(text, "status=deferred"))
                                                                .isPositive()));

        String report = server.program("pflogsumm", "pflogsumm").run(log.toString());

        // Both messages that came back are delivered to their sender.
        assertThat(totals(report))
                .containsExactly(
                        "received 11",
                        "delivered 15",
                        "deferred 1",
                        "bounced 2",
                        "rejected 4",
                        "senders 1",
                        "recipients 4");
        assertThat(report)
                .containsPattern("message bounce detail \\(by relay\\)\n-+\n.*\\(total: 2\\)\n")
                .containsPattern(
                        "message reject detail\n-+\n  RCPT\n    Recipient address rejected: User"
                                + " unknown in local recipient table \\(total: 4\\)\n")
                .contains("Fatal Errors: none", "Panics: none");
    }

    private static long count(String text, String part) {
        return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
    }

    private static List<String> totals(String report) {
        Matcher total = TOTAL.matcher(report);
        List<String> totals = new ArrayList<>();
        while (total.find()) {
            totals.add(total.group(2) + " " + total.group(1));
        }
        return totals;
    }
}
