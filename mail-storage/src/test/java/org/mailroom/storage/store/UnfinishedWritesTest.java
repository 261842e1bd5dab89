// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// A message that is too large for memory is written in many pieces; something happens between two
/// of them.
class UnfinishedWritesTest {
    private static final String LARGE = StoreLab.mail("large") + "0123456789\r\n".repeat(150_000);

    /// Of a large message: to measure it, for the checksums, to write it.
    private static final int WRITING = 3;

    @TempDir private Path folder;
    @TempDir private Path copy;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    private static NewMessage message(MessageContent content) {
        return new NewMessage(content, Flags.NONE, StoreLab.DATE);
    }

    /// What a process that is killed now leaves, but for its lock file, which would be that of a
    /// live process here.
    private void copyAll() {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(p -> !p.equals(folder)).toList()) {
                Path target = copy.resolve(folder.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!path.toString().endsWith("demo.lock")) {
                    Files.copy(path, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 270_000, 540_000, 1_000_000, 1_700_000})
    void leaveNoHalfMessageWhenTheProcessIsKilled(int octets) throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            var content = new StagedContent(LARGE, WRITING, octets, this::copyAll);
            inbox.append(List.of(message(content)));
        }

        try (var restarted = new StoreLab(copy);
                Mailbox inbox = restarted.inbox()) {
            assertThat(StoreLab.texts(inbox)).containsExactly(StoreLab.mail("a"));
        }
    }

    @Test
    void areUndoneWhateverGoesWrong() throws IOException {
        var gone = new MailboxException(Reason.NONEXISTENT, "Message is gone");
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            long octets = Files.size(lab.inboxFile());
            var content =
                    new StagedContent(
                            LARGE,
                            WRITING,
                            700_000,
                            () -> {
                                throw gone;
                            });

            Throwable thrown = catchThrowable(() -> inbox.append(List.of(message(content))));

            assertThat(thrown).isEqualTo(gone);
            assertThat(Files.size(lab.inboxFile())).isEqualTo(octets);
            assertThat(StoreLab.subjects(inbox)).containsExactly("a");
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("b")))))
                    .containsExactly(2L);
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
        }
    }

    /// A message that is not the same each time it is read.
    private record Unsteady(Iterator<String> texts) implements MessageContent {
        @Override
        public long octets() {
            return LARGE.length();
        }

        @Override
        public InputStream open() throws IOException {
            return Mails.content(texts.next()).open();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"longer", ""})
    void areUndoneWhenAMessageIsNotWhatItWas(String last) throws IOException {
        String changed = last.isEmpty() ? StoreLab.mail("short") : LARGE + last;
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            var content = new Unsteady(List.of(LARGE, LARGE, changed).iterator());

            Throwable thrown = catchThrowable(() -> inbox.append(List.of(message(content))));

            assertThat(thrown).isInstanceOf(MailboxException.class);
            assertThat(StoreLab.subjects(inbox)).containsExactly("a");
            assertThat(lab.inboxText()).doesNotContain("large", "short");
        }
    }

    @Test
    void areMadeUpForAfterARestart() throws IOException {
        lab.addToInbox(StoreLab.foreign("x"));
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            inbox.expunge(List.of(1L));
            copyAll();
        }

        try (var restarted = new StoreLab(copy);
                Mailbox inbox = restarted.inbox()) {
            assertThat(inbox.snapshot().size()).isEqualTo(1);
            restarted.tidy();
            assertThat(restarted.inboxText()).contains("\nStatus: R").doesNotContain("Subject: x");
        }
    }
}
