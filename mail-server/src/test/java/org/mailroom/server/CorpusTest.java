// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Mail comes back with the octets with which it came: sent by SMTP, read by IMAP and by POP3, with
/// clients that are not ours. Lines in front that this server has put there aside.
class CorpusTest {
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:");
    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    /// Nothing is taken away, completed or replaced.
    private static final String AS_IT_IS =
            """
            message_drop_headers =
            local_header_rewrite_clients =
            cleanup_replace_stray_cr_lf = no
            mailbox_size_limit = 0
            """;

    private static final String LISTING =
            "ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS"
                    + " (FROM TO CC REPLY-TO SUBJECT DATE MESSAGE-ID REFERENCES CONTENT-TYPE)]";

    @TempDir Path folder;

    @Test
    void returnsRealMailExactly() throws Exception {
        assertReturnsExactly(corpus());
    }

    @Test
    void returnsOddMailExactly() throws Exception {
        assertReturnsExactly(OddMail.all());
    }

    @Test
    void returnsWhatWasAppendedExactly() throws Exception {
        List<String> messages = new ArrayList<>(OddMail.all());
        messages.add("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(200_000));
        ServerProcess.writeUsers(folder);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + AS_IT_IS);
        try (Mailroom server = Mailroom.start(MainCf.load(folder, List.of()))) {
            try (var imap = new RawImap(server.address("imap"), "u0")) {
                for (String message : messages) {
                    imap.append("INBOX", message);
                }
            }

            var inbox = new ImapFolder(server.address("imap"), "u0", "INBOX");
            assertThat(inbox.messages()).isEqualTo(messages);
        }
    }

    private void assertReturnsExactly(List<String> messages) throws Exception {
        ServerProcess.writeUsers(folder);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + AS_IT_IS);
        try (Mailroom server = Mailroom.start(MainCf.load(folder, List.of()))) {
            send(server, messages);

            var pop3 = new Mailboxes(server.address("pop3"));
            await().atMost(Duration.ofMinutes(1)).until(() -> pop3.count("u0") == messages.size());

            assertSame(pop3.messages("u0"), messages);
            var imap = new ImapFolder(server.address("imap"), "u0", "INBOX");
            assertSame(imap.messages(), messages);
            assertListsWhatTheyAre(imap);
        }
    }

    /// The same when it is made, when it has been kept, and when each message is read for it.
    private static void assertListsWhatTheyAre(ImapFolder folder) throws MessagingException {
        List<String> made = folder.answers("FETCH 1:* (" + LISTING + ")");
        List<String> kept = folder.answers("FETCH 1:* (" + LISTING + ")");
        // Only a look at the message tells BODY
        List<String> read = folder.answers("FETCH 1:* (" + LISTING + " BODY)");

        assertThat(kept).isEqualTo(made);
        assertThat(read).hasSameSizeAs(made);
        for (int i = 0; i < made.size(); i++) {
            String listed = made.get(i);
            assertThat(read.get(i))
                    .startsWith(listed.substring(0, listed.length() - 1) + " BODY (");
        }
    }

    private static void assertSame(List<String> seen, List<String> sent) {
        assertThat(seen).hasSameSizeAs(sent);
        List<String> rest =
                new ArrayList<>(seen.stream().map(CorpusTest::withoutOurLines).toList());
        for (String message : sent) {
            assertThat(rest.remove(normal(message)))
                    .as(() -> "returned as sent:\n" + message)
                    .isTrue();
        }
    }

    // Deliveries are concurrent: the order is not that of sending.
    private static String withoutOurLines(String message) {
        String[] own = {"Return-Path: ", "X-Original-To: ", "Delivered-To: ", "Received: "};
        String rest = message;
        for (String name : own) {
            assertThat(rest).startsWith(name);
            int end = rest.indexOf("\r\n");
            while (rest.startsWith("\t", end + 2)) {
                end = rest.indexOf("\r\n", end + 2);
            }
            rest = rest.substring(end + 2);
        }
        return rest;
    }

    /// What SMTP can carry: lines end in CRLF, the last one too. Intake parts header and body where
    /// the message does not.
    private static String normal(String message) {
        String lines = message.replaceAll("(?<!\r)\n", "\r\n");
        return parted(lines.endsWith("\r\n") ? lines : lines + "\r\n");
    }

    private static String parted(String lines) {
        int at = 0;
        while (at < lines.length() && !lines.startsWith("\r\n", at)) {
            int end = lines.indexOf("\r\n", at) + 2;
            boolean continues = " \t".indexOf(lines.charAt(at)) >= 0;
            if (continues ? at == 0 : !FIELD.matcher(lines.substring(at, end)).lookingAt()) {
                return lines.substring(0, at) + "\r\n" + lines.substring(at);
            }
            at = end;
        }
        return lines;
    }

    private static List<String> corpus() throws IOException {
        var messages = new ArrayList<String>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".eml")).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                messages.add(
                        text.startsWith("From ") ? text.substring(text.indexOf('\n') + 1) : text);
            }
        }
        assertThat(messages).hasSize(380);
        return messages;
    }

    private static void send(Mailroom server, List<String> messages) throws IOException {
        // The library turns characters into octets one by one
        var smtp = new SMTPClient(StandardCharsets.ISO_8859_1.name());
        smtp.connect(server.address("smtp").getAddress(), server.address("smtp").getPort());
        smtp.login("client.test");
        for (String message : messages) {
            smtp.setSender("sender@client.test");
            smtp.addRecipient("u0@example.org");
            try (Writer data = smtp.sendMessageData()) {
                data.write(message);
            }
            assertThat(smtp.completePendingCommand()).as(smtp.getReplyString()).isTrue();
        }
        smtp.logout();
        smtp.disconnect();
    }
}
