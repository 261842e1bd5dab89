// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What clients hear when the server stops: the last word of their protocol, at once.
class ShutdownTest {
    @TempDir Path folder;

    @Test
    @SuppressWarnings("try") // the stop is what is tested
    void saysGoodByeToThoseWhoWait() throws IOException {
        try (Mailroom server = start();
                var smtp = new Client(server, "smtp");
                var imap = new Client(server, "imap");
                var idling = new Client(server, "imap");
                var pop3 = new Client(server, "pop3")) {
            idling.say("a LOGIN demo secret", "a OK");
            idling.say("b SELECT INBOX", "b OK");
            idling.say("c IDLE", "+ idling");

            server.close();

            assertThat(smtp.rest())
                    .containsExactly("421 4.3.2 mail.example.org Error: server is shutting down");
            assertThat(imap.rest()).containsExactly("* BYE Server shutting down.");
            assertThat(idling.rest()).containsExactly("* BYE Server shutting down.");
            assertThat(pop3.rest()).containsExactly("-ERR [SYS/TEMP] Server shutting down.");
        }
    }

    private Mailroom start() throws IOException {
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.createDirectory(folder.resolve("mail"));
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text());
        return Mailroom.start(MainCf.load(folder, List.of()));
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        /// Connects and reads the greeting.
        Client(Mailroom server, String service) throws IOException {
            socket.connect(server.address(service), 10_000);
            socket.setSoTimeout(10_000);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
        }

        void say(String line, String until) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = in.readLine();
            while (!answer.startsWith(until)) {
                answer = in.readLine();
            }
        }

        List<String> rest() {
            return in.lines().toList();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
