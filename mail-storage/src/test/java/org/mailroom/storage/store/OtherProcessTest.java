// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.mbox.Mails;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Another process has the mailbox file open, holds a lock on it, or dies with that.
class OtherProcessTest {
    @TempDir private Path folder;
    private StoreLab lab;
    private Other other;

    /// A program with a mailbox file, which does one thing for each line that it is told.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            var told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (var file = new RandomAccessFile(arguments[0], "rw")) {
                for (String line = told.readLine(); line != null; line = told.readLine()) {
                    switch (line) {
                        case "lock" -> file.getChannel().lock();
                        case "append" -> {
                            file.seek(file.length());
                            file.write(
                                    StoreLab.foreign("other").getBytes(StandardCharsets.US_ASCII));
                        }
                        default -> System.out.println("open");
                    }
                    System.out.println("done");
                }
            }
        }
    }

    /// Takes its time, until somebody has touched the lock file.
    private final class SlowContent implements MessageContent {
        private final MessageContent content = Mails.content(StoreLab.mail("slow"));

        @Override
        public long octets() {
            return content.octets();
        }

        @Override
        public InputStream open() throws IOException {
            Path dotlock = lab.inboxFile().resolveSibling("demo.lock");
            Files.setLastModifiedTime(dotlock, FileTime.from(Instant.EPOCH));
            lab.pass(Duration.ofMinutes(1));
            await().until(
                            () ->
                                    Files.getLastModifiedTime(dotlock)
                                            .toInstant()
                                            .isAfter(Instant.EPOCH));
            return content.open();
        }
    }

    @Test
    void touchesTheLockFileWhileItWrites() {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(new NewMessage(new SlowContent(), Flags.NONE, StoreLab.DATE)));

            assertThat(StoreLab.subjects(inbox)).contains("slow");
        }
    }

    private static final class Other implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        Other(Path file) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Program.class.getName(),
                                    file.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            said = process.inputReader(StandardCharsets.UTF_8);
            does("open");
            assertThat(said.readLine()).isEqualTo("done");
        }

        void does(String what) throws IOException {
            process.outputWriter().write(what + "\n");
            process.outputWriter().flush();
            assertThat(said.readLine()).isEqualTo(what.equals("open") ? "open" : "done");
        }

        /// SIGKILL.
        void dies() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
        }
        other = new Other(lab.inboxFile());
    }

    @AfterEach
    void close() {
        other.close();
        lab.close();
    }

    @Test
    void keepsAllOutAndLosesNothing() throws Exception {
        other.does("lock");
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b", "c");
            assertRefused(() -> inbox.append(List.of(StoreLab.message(StoreLab.mail("d")))));
            assertRefused(() -> inbox.expunge(List.of(1L)));
            assertRefused(
                    () -> inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> lab.deliver("q1", StoreLab.mail("delivered")))
                    .withMessageContaining("lock");
            other.does("append");
            other.dies();

            assertThat(lab.deliver("q1", StoreLab.mail("delivered")))
                    .isEqualTo(Deliveries.Result.STORED);
            assertThat(StoreLab.subjects(inbox))
                    .containsExactly("a", "b", "c", "other", "delivered");
        }
    }

    private static void assertRefused(Runnable work) {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(work::run)
                .satisfies(
                        refusal ->
                                assertThat(refusal.reason())
                                        .isEqualTo(MailboxException.Reason.UNAVAILABLE));
    }

    @Test
    void losesNothingWhenItHadTheFileOpenBeforeItWasCompacted() throws Exception {
        try (Mailbox inbox = lab.inbox()) {
            inbox.expunge(List.of(1L, 2L));
            long before = Files.size(lab.inboxFile());
            lab.tidy();
            assertThat(Files.size(lab.inboxFile())).isLessThan(before);

            other.does("lock");
            other.does("append");
            other.dies();

            assertThat(StoreLab.subjects(inbox)).containsExactly("c", "other");
            inbox.append(List.of(StoreLab.message(StoreLab.mail("d"))));
            assertThat(StoreLab.subjects(inbox)).containsExactly("c", "other", "d");
        }
    }
}
