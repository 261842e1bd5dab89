// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

        try (var log = MailLog.open(file, "mx", "postfix", () -> NOW)) {
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

        try (var log = MailLog.open(file, "mx", "postfix", () -> NOW)) {
            log.postfix("smtpd", 7, "helo=<a\r\nNov  2 mx forged\u0085\u2028>");
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "Nov  2 09:00:01 mx postfix/smtpd[7]: helo=<a??Nov  2 mx forged??>");
    }

    @Test
    void writesToTheNewFileAfterRotation() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", "postfix", () -> NOW)) {
            log.dovecot("before");
            Files.move(file, folder.resolve("mail.log.1"));
            log.reopen();
            log.dovecot("after");
        }

        assertThat(file).hasContent("Nov  2 09:00:01 mx dovecot: after\n");
    }

    @Test
    void writesWhatHasGatheredByItself() throws IOException {
        Path file = folder.resolve("mail.log");

        try (var log = MailLog.open(file, "mx", "postfix", () -> NOW)) {
            log.dovecot("one");
            await().untilAsserted(
                            () -> assertThat(file).hasContent("Nov  2 09:00:01 mx dovecot: one\n"));

            log.dovecot("two");
            await().untilAsserted(() -> assertThat(file).content().endsWith("dovecot: two\n"));
        }
    }
}
