// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who reads only the mail log learns there what is wrong.
class TroubleLogTest {
    private static final String NO_USERS =
            ".* postfix/master\\[\\d+]: error: cannot read .*/users: .*";

    @TempDir Path folder;

    private void assertReplyToRecipient(ServerProcess server, String reply) throws IOException {
        try (var smtp = new Peer(server.address("smtp"))) {
            smtp.line();
            smtp.say("EHLO client.test");
            smtp.upTo("250 ");
            smtp.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<u0@example.org>");
            assertThat(smtp.upTo(reply)).isNotEmpty();
        }
    }

    private void awaitLine(String regex) {
        await().untilAsserted(
                        () ->
                                assertThat(Files.readAllLines(folder.resolve("mail.log")))
                                        .anyMatch(line -> line.matches(regex)));
    }

    @Test
    void tellsThatItKnowsUsersFromBeforeOnly() throws Exception {
        ServerProcess.configure(folder, "");
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            Files.delete(folder.resolve("users"));

            await().untilAsserted(
                            () -> {
                                assertReplyToRecipient(server, "250 2.1.5");
                                assertThat(Files.readAllLines(folder.resolve("mail.log")))
                                        .anyMatch(line -> line.matches(NO_USERS));
                            });
        }
    }

    @Test
    void tellsOnceOfAWordInATableThatItDoesNotKnow() throws Exception {
        ServerProcess.configure(
                folder,
                "smtpd_sender_restrictions = check_sender_access inline:{{client.test=REJEKT}}\n");
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            assertReplyToRecipient(server, "451 4.3.5");

            awaitLine(
                    ".* postfix/smtpd\\[\\d+]: warning: .*unknown smtpd restriction: \"REJEKT\".*");
            assertThat(Files.readAllLines(folder.resolve("mail.log")))
                    .filteredOn(line -> line.contains("REJEKT"))
                    .hasSize(1);
        }
    }

    @Test
    void tellsThatTheDiskIsFull() throws Exception {
        ServerProcess.configure(folder, "queue_minfree = 1000000000000000\n");
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            assertReplyToRecipient(server, "452 4.3.1");

            awaitLine(".* postfix/master\\[\\d+]: warning: not enough room in .* make room, .*");
        }
    }

    @Test
    void tellsWhatAMailboxBeginsWith() throws Exception {
        ServerProcess.configure(folder, "");
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            Path inbox = folder.resolve("mail/u0");
            Files.writeString(
                    inbox,
                    "rubbish\n\nFrom a@b Mon Nov 23 09:00:00 2026\nSubject: first\n\nHi\n\n");
            var u0 = new ImapFolder(server.address("imap"), "u0", "INBOX");

            assertThat(u0.messages()).hasSize(1);

            awaitLine(
                    ".* postfix/master\\[\\d+]: warning: "
                            + inbox
                            + ": its first 9 octets belong to no message; .*");
        }
    }

    @Test
    void tellsWhyAMailboxCannotBeOpened() throws Exception {
        ServerProcess.configure(folder, "");
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            Path inbox = Files.createDirectories(folder.resolve("mail/u0"));
            var u0 = new ImapFolder(server.address("imap"), "u0", "INBOX");

            assertThatThrownBy(u0::messages).hasMessageContaining("Mailbox is unavailable");

            awaitLine(
                    ".* postfix/master\\[\\d+]: warning: Mailbox "
                            + inbox
                            + " is unavailable: open: Is a directory");
        }
    }
}
