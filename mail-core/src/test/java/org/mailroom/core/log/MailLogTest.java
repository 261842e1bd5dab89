// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

class MailLogTest {
    private static final Instant NOW =
            LocalDateTime.of(2026, 11, 2, 9, 0, 1).atZone(ZoneId.systemDefault()).toInstant();

    @TempDir Path folder;

    @Test
    void writesLinesInTheFormsOfPostfixAndDovecot() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            log.postfix("smtpd", 7, "connect from a[192.0.2.1]");
            log.dovecot("imap-login: Login: user=<demo>");
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "Nov  2 09:00:01 mx postfix/smtpd[7]: connect from a[192.0.2.1]",
                        "Nov  2 09:00:01 mx dovecot: imap-login: Login: user=<demo>");
    }

    @Test
    void keepsAnEventOnOneLine() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            log.postfix("smtpd", 7, "helo=<a\r\nNov  2 mx forged\u0085\u2028>");
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "Nov  2 09:00:01 mx postfix/smtpd[7]: helo=<a??Nov  2 mx forged??>");
    }

    @Test
    void writesToTheNewFileAfterRotation() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            log.dovecot("before");
            Files.move(file, folder.resolve("mail.log.1"));
            assertThat(log.reopen()).isEmpty();
            log.dovecot("after");
        }

        assertThat(file).hasContent("Nov  2 09:00:01 mx dovecot: after\n");
    }

    @Test
    void goesOnInTheOldFileAndSaysSoWhereANewOneCannotBeMade() throws IOException {
        Path file = folder.resolve("mail.log");
        Path old = folder.resolve("mail.log.1");

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            Files.move(file, old);
            Files.createDirectory(file);
            assertThat(log.reopen())
                    .hasValueSatisfying(
                            it -> assertThat(it).startsWith("cannot open " + file + ", "));
            log.dovecot("after");
        }

        assertThat(old).hasContent("Nov  2 09:00:01 mx dovecot: after\n");
    }

    @Test
    void makesTheFileForOwnerAndGroupAndKeepsTheModeOfAnother() throws IOException {
        Path made = folder.resolve("made.log");
        Path kept = Files.createFile(folder.resolve("kept.log"));
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-rw-r--"));

        MailLog.open(made, "mx", LogTags.of("postfix"), () -> NOW).close();
        MailLog.open(kept, "mx", LogTags.of("postfix"), () -> NOW).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void tellsHowManyLinesWereLostWhenItCanBeWrittenAgain() throws IOException {
        Path file = folder.resolve("mail.log");
        // Like a full disk: the kernel answers each write with ENOSPC
        Files.createSymbolicLink(file, Path.of("/dev/full"));

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            log.dovecot("first");
            log.dovecot("second");
            Files.delete(file);
            log.reopen();
            log.dovecot("third");
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "",
                        "Nov  2 09:00:01 mx postfix/master[0]: warning: lines lost here: 2",
                        "Nov  2 09:00:01 mx dovecot: third");
    }

    @Test
    void writesWhatHasGatheredByItself() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", LogTags.of("postfix"), () -> NOW)) {
            log.dovecot("one");
            await().untilAsserted(
                            () -> assertThat(file).hasContent("Nov  2 09:00:01 mx dovecot: one\n"));

            log.dovecot("two");
            await().untilAsserted(() -> assertThat(file).content().endsWith("dovecot: two\n"));
        }
    }
}
