// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Another program cuts a mailbox while a message goes out of it.
class CutMailboxTest {
    private static final String MESSAGE =
            "From a@example.org Mon Nov 23 09:00:00 2026\nSubject: big\n\n"
                    + "0123456789abcdef\n".repeat(2_400_000)
                    + "\n";

    @TempDir private Path folder;

    @Test
    void hangsUpInsteadOfAnsweringWithinALiteral() throws Exception {
        ServerProcess.writeUsers(folder);
        Files.writeString(
                folder.resolve("main.cf"), TestConfiguration.text() + "mailbox_size_limit = 0\n");
        try (Mailroom server = Mailroom.start(MainCf.load(folder, List.of()))) {
            Path mailbox = Files.writeString(folder.resolve("mail/u0"), MESSAGE);
            var imap = server.address("imap");
            try (var socket = new Socket(imap.getAddress(), imap.getPort())) {
                socket.setSoTimeout(30_000);
                say(socket, "a LOGIN u0 pass\r\nb SELECT INBOX\r\nc FETCH 1 BODY.PEEK[]\r\n");
                InputStream in = socket.getInputStream();
                assertThat(in.readNBytes(1_000_000)).hasSize(1_000_000);

                try (var file = new RandomAccessFile(mailbox.toFile(), "rw")) {
                    file.setLength(5_000);
                }

                String rest = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(rest.length()).isLessThan(MESSAGE.length() - 1_000_000);
                assertThat(rest).doesNotContain("c NO", "c OK", "c BAD");
            }
        }
    }

    private static void say(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
    }
}
