// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// A mailbox is searched for text: before it is indexed, afterwards, and when it has grown. The
/// answers are the same as when each message is looked at.
class TextSearchTest {
    private static final int COUNT = 300;

    private static final List<String> KEYS =
            List.of(
                    "TEXT \"UMBRELLA16 \"",
                    "BODY \"brella1\"",
                    "BODY \"strasse\"",
                    "BODY \"Subject\"",
                    "TEXT \"ject: Numb\"",
                    "NOT TEXT \"number 1\"",
                    "OR BODY \"umbrella3\" SUBJECT \"9\"",
                    "BODY \"nowhere\"",
                    "BODY \"-- \"",
                    "1:20 BODY \"umbrella\"");

    @TempDir private Path folder;

    @Test
    void findsTheSameFromTheIndexAsFromTheMessages() throws Exception {
        ServerProcess.writeUsers(folder);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text());
        Path mailbox = Files.createDirectory(folder.resolve("mail")).resolve("u0");
        for (int number = 0; number < COUNT; number++) {
            add(mailbox, number);
        }
        Path index = folder.resolve("data/index/u0/inbox/.text");
        try (Mailroom server = Mailroom.start(MainCf.load(folder, List.of()))) {
            var imap = new ImapFolder(server.address("imap"), "u0", "INBOX");
            List<String> looked = answers(imap);
            assertThat(looked.get(0)).isEqualTo("* SEARCH 17");
            assertThat(looked.get(2)).startsWith("* SEARCH 2 5 8 ");
            assertThat(looked.get(7)).isEqualTo("* SEARCH");

            await().atMost(Duration.ofMinutes(1)).until(() -> isCommitted(index));
            assertThat(answers(imap)).isEqualTo(looked);

            add(mailbox, 16);
            assertThat(answers(imap).get(0)).isEqualTo("* SEARCH 17 301");
        }
    }

    private static boolean isCommitted(Path index) throws IOException {
        if (!Files.exists(index)) {
            return false;
        }
        try (Stream<Path> files = Files.list(index)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("segments_"));
        }
    }

    private static List<String> answers(ImapFolder imap) throws MessagingException {
        List<String> answers = new ArrayList<>();
        for (String key : KEYS) {
            answers.add(imap.answers("SEARCH " + key).getFirst().strip());
        }
        return answers;
    }

    /// As another program. Each third one has its text in base64, each third one an image, which
    /// nobody searches.
    private static void add(Path mailbox, int number) throws Exception {
        String text = "Stra\u00dfe umbrella%d \n".formatted(number);
        String part =
                switch (number % 3) {
                    case 0 ->
                            "Content-Type: text/plain\n\n"
                                    + "lorem umbrella%d \n".formatted(number);
                    case 1 ->
                            "Content-Type: text/plain; charset=utf-8\n"
                                    + "Content-Transfer-Encoding: base64\n\n"
                                    + base64(text);
                    default -> "Content-Type: image/png\n\n" + text;
                };
        Files.writeString(
                mailbox,
                "From x@y.example Mon Nov 23 09:00:00 2026\nSubject: Number %d\n%s\n%s\n\n"
                        .formatted(number, part, "dolor sit amet\n".repeat(2000)),
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
