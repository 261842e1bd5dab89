// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.folder.InboxRename;
import org.mailroom.storage.folder.RealFolderFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a process leaves that ends between the two halves of a rename of INBOX.
class InboxRenameTest {
    private static final MailboxName NEW = new MailboxName("new");

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;
    private AccountStore demo;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        demo = lab.store().account(StoreLab.DEMO);
    }

    private List<String> names() {
        return demo.folders().stream().map(f -> f.name().path()).toList();
    }

    /// What a process has done of the second half of a rename.
    private interface Half {
        void done(Mailbox inbox, List<Long> uids, Mailbox target);
    }

    /// A rename of INBOX, which has mails a and b, that was cut short when the target had these.
    private void cutShort(boolean isMarked, String... subjects) throws IOException {
        cutShort(
                isMarked,
                (_, _, target) -> {
                    for (String subject : subjects) {
                        var _ = target.append(List.of(StoreLab.message(StoreLab.mail(subject))));
                    }
                });
    }

    private void cutShort(boolean isMarked, Half half) throws IOException {
        demo.create(NEW);
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            List<Long> uids =
                    inbox.append(
                            List.of(
                                    StoreLab.message(StoreLab.mail("a")),
                                    StoreLab.message(StoreLab.mail("b"))));
            var note = new InboxRename(new RealFolderFiles(), folder.resolve("folders/demo"));
            note.begin(NEW, inbox.snapshot());
            if (isMarked) {
                note.copied(NEW, inbox.snapshot());
            }
            half.done(inbox, uids, target);
        }
        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finishesARenameThatWasCutShort(boolean isCopied) throws IOException {
        cutShort(
                false,
                (inbox, uids, target) -> {
                    if (isCopied) {
                        inbox.copy(uids, target);
                    }
                });

        assertThat(names().contains("new")).isEqualTo(isCopied);
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox))
                    .isEqualTo(isCopied ? List.of() : List.of("a", "b"));
        }
        if (isCopied) {
            try (Mailbox moved = lab.open("new")) {
                assertThat(StoreLab.subjects(moved)).containsExactly("a", "b");
            }
        }
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
    }

    @Test
    void keepsWhatOthersDidBeforeARenameWasFinished() throws IOException {
        cutShort(true, "a");

        assertThat(names()).contains("new");
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            assertThat(StoreLab.subjects(inbox)).isEmpty();
            assertThat(StoreLab.subjects(target)).containsExactly("a");
        }
    }

    @Test
    void takesNothingAwayWhereARenameCannotBeTold() throws IOException {
        cutShort(false, "other", "mails", "here");

        assertThat(names()).contains("new");
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
            assertThat(StoreLab.subjects(target)).containsExactly("other", "mails", "here");
        }
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
    }

    /// Each try waits for the locks of others, so that there is one in a minute.
    @Test
    void finishesARenameWhenNobodyElseHasIt() throws IOException {
        cutShort(true, "a", "b");
        Path lock = Files.writeString(folder.resolve("spool/demo.lock"), "1\n");

        assertThat(names()).contains("new");
        assertThat(folder.resolve("folders/demo/.inbox-rename")).exists();
        Files.delete(lock);
        assertThat(names()).contains("new");
        assertThat(folder.resolve("folders/demo/.inbox-rename")).exists();
        lab.pass(Duration.ofMinutes(1));

        assertThat(names()).contains("new");
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox)).isEmpty();
        }
    }
}
