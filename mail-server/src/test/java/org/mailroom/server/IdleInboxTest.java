// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What others do to files while a session is in IDLE on `INBOX`, which it is told at once.
class IdleInboxTest {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String MAIL =
            "From x@y.example Mon Nov 23 09:00:00 2026\nSubject: %s\n\ntext\n\n";

    @TempDir private Path folder;
    private Path mbox;
    private Mailroom server;
    private Client imap;

    /// A client that says lines, and reads them up to one.
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(InetSocketAddress service) throws IOException {
            socket = new Socket(service.getAddress(), service.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        /// All up to a line that begins so.
        String await(String start) throws IOException {
            var read = new StringBuilder();
            String line = "";
            while (!line.startsWith(start)) {
                line = in.readLine();
                assertThat(line).as("instead of %s, after %s", start, read).isNotNull();
                read.append(line).append('\n');
            }
            return read.toString();
        }

        String ask(String line, String start) throws IOException {
            say(line);
            return await(start);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void idle() throws IOException {
        var main = TestConfiguration.in(folder, "mailbox_compaction_octets = 0\n");
        mbox = folder.resolve("mail/demo");
        Files.writeString(mbox, MAIL.formatted("a") + MAIL.formatted("b") + MAIL.formatted("c"));
        server = Mailroom.start(main);
        imap = new Client(server.address("imap"));
        imap.ask("a LOGIN demo secret", "a OK");
        imap.ask("b SELECT INBOX", "b OK");
        imap.ask("c STORE 2 +FLAGS.SILENT (\\Flagged \\Seen)", "c OK");
        imap.ask("d IDLE", "+ idling");
    }

    @AfterEach
    void close() throws Exception {
        imap.close();
        server.close();
    }

    private String flags() throws IOException {
        imap.ask("DONE", "d OK");
        return imap.ask("e FETCH 1:* (UID FLAGS)", "e OK");
    }

    @Test
    void tellsOfADeliveryAfterAllIndexesWereRemoved() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("data/index"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }

        try (var smtp = new Client(server.address("smtp"))) {
            smtp.await("220 ");
            smtp.ask("EHLO client.test", "250 ");
            smtp.ask("MAIL FROM:<a@client.test>", "250 ");
            smtp.ask("RCPT TO:<demo@example.org>", "250 ");
            smtp.ask("DATA", "354 ");
            smtp.ask("Subject: d\r\n\r\ntext\r\n.", "250 ");
        }
        imap.await("* 4 EXISTS");

        assertThat(flags())
                .contains("* 2 FETCH (UID 2 FLAGS (\\Recent \\Seen \\Flagged)")
                .contains("* 4 FETCH (UID 4 FLAGS (\\Recent))");
        await().untilAsserted(
                        () ->
                                assertThat(folder.resolve("mail.log"))
                                        .content()
                                        .containsPattern("index.* was removed")
                                        .contains("status=sent"));
    }

    @Test
    @Tag("interop")
    void tellsWhatProcmailDelivers() throws Exception {
        Path rules = Files.writeString(folder.resolve("procmailrc"), ":0:\n" + mbox + "\n");

        run(MAIL.formatted("d"), "procmail", rules.toString());
        imap.await("* 4 EXISTS");

        assertThat(flags())
                .contains("* 2 FETCH (UID 2 FLAGS (\\Recent \\Seen \\Flagged)")
                .contains("* 4 FETCH (UID 4 FLAGS (");
    }

    @Test
    @Tag("interop")
    void tellsWhatSNailDeletesAndAppends() throws Exception {

        run("delete 1\nquit\n", "s-nail", "-n", "-#", "-f", mbox.toString());
        imap.await("* 1 EXPUNGE");
        Path other = Files.writeString(folder.resolve("other"), MAIL.formatted("d"));
        run("copy 1 " + mbox + "\nquit\n", "s-nail", "-n", "-#", "-f", other.toString());
        imap.await("* 3 EXISTS");

        assertThat(flags())
                .contains("* 1 FETCH (UID 2 FLAGS (\\Recent \\Seen \\Flagged)")
                .contains("* 2 FETCH (UID 3 FLAGS (")
                .contains("* 3 FETCH (UID 4 FLAGS (");
    }

    private void run(String input, String... command) throws Exception {
        Path fed = Files.writeString(folder.resolve("input"), input);
        Path said = folder.resolve("said");
        Process program =
                new ProcessBuilder(List.of(command))
                        .redirectInput(fed.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(program.waitFor(20, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
        assertThat(program.exitValue()).as(Files.readString(said)).isZero();
    }
}
