// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.server.FreePort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Postfix's smtp-sink as the next hop, with and without its misbehaviours.
@Tag("interop")
class SinkTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/smtp-sink");
    private static final int MESSAGES = 300;

    @RegisterExtension final TestServer server = new TestServer();
    private Process sink;
    private int port;

    @AfterEach
    void stopSink() {
        sink.destroy();
        sink.onExit().join();
    }

    @Test
    void takesManyMessagesOverFewConnections() throws Exception {
        Path dumps = Files.createDirectory(server.folder().resolve("dumps"));
        startSink("smtp", List.of("-d", dumps + "/%M."));

        source(MESSAGES, "bob@example.test");

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(sentLines()).hasSize(MESSAGES));
        assertThat(dumps.toFile().list()).hasSize(MESSAGES);
        long again = sentLines().stream().filter(line -> line.contains(", conn_use=")).count();
        assertThat(again).isGreaterThan(MESSAGES / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, -q mail, status=deferred (lost connection with, while sending MAIL FROM)",
        "smtp, -q ., status=deferred (lost connection with, message may be sent more than once)",
        "smtp, -Q rcpt, status=deferred (host, (in reply to RCPT TO command))",
        "smtp, -r data, status=deferred (host, (in reply to DATA command))",
        "smtp, -f rcpt, status=bounced (host, (in reply to RCPT TO command))",
        "smtp, -f ., status=bounced (host, (in reply to end of DATA command))",
        "smtp, -r mail, status=deferred (host, (in reply to MAIL FROM command))",
        "smtp, -A 0, status=bounced (host, (in reply to end of DATA command))",
        "smtp, -a -F -h sink.test, status=sent (250, )",
        "smtp, -m 1, status=sent (250, )",
        "smtp, -H 1 -T 1024, status=sent (250, )",
        "smtp, -w 1, status=sent (250, )",
        "smtp, -e, status=sent (250, )",
        "smtp, -p, status=sent (250, )",
        "lmtp, -L, status=sent (250, )"
    })
    void goesOnWhateverComes(String transport, String misbehaviour, String status, String phase)
            throws Exception {
        startSink(transport, List.of(misbehaviour.split(" ", -1)));

        source(1, "bob@example.test");

        String end = phase == null ? ")" : phase;
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(Files.readAllLines(server.folder().resolve("mail.log")))
                                        .anySatisfy(
                                                line ->
                                                        assertThat(line)
                                                                .contains("/" + transport + "[")
                                                                .contains(status)
                                                                .endsWith(end)));
    }

    private List<String> sentLines() throws IOException {
        return Files.readAllLines(server.folder().resolve("mail.log")).stream()
                .filter(line -> line.contains("to=<bob@example.test>, relay=127.0.0.1[127.0.0.1]:"))
                .filter(line -> line.contains("status=sent"))
                .toList();
    }

    private void source(int messages, String recipient) throws Exception {
        server.program("smtp-source", "postfix")
                .with("-s", "10", "-m", Integer.toString(messages), "-l", "3000")
                .with("-f", "sender@client.test")
                .run("-t", recipient, "127.0.0.1:" + server.port("smtp"));
    }

    private void startSink(String transport, List<String> options) throws Exception {
        assertThat(PROGRAM).as("install Debian's package postfix").isExecutable();
        port = FreePort.find();
        var command = new ArrayList<>(List.of(PROGRAM.toString(), "-u", "root"));
        command.addAll(options);
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        sink =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(server.folder().resolve("sink.out").toFile())
                        .start();
        await().atMost(TestServer.PATIENCE).until(this::answers);
        server.restart("default_transport = %s:[127.0.0.1]:%d%n".formatted(transport, port));
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
