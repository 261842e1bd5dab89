// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.folder.FolderFiles;
import org.mailroom.storage.folder.RealFolderFiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Stops before or after every single change of the directories of folders: no mail is lost or
/// there twice, UIDs and flags stay, and each folder can be used.
class FolderCrashTest {
    private static final MailboxName OLD = new MailboxName("old");
    private static final MailboxName NEW = new MailboxName("x/new");

    private static final String MAIL = "2b* 3c";

    @TempDir private Path folder;

    enum When {
        BEFORE,
        AFTER
    }

    /// The process ends here.
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class StoppingFiles implements FolderFiles {
        private final FolderFiles files = new RealFolderFiles();
        private final int at;
        private final When when;
        private int steps;

        StoppingFiles(int at, When when) {
            this.at = at;
            this.when = when;
        }

        private interface Step {
            void run() throws IOException;
        }

        private void step(Step step) throws IOException {
            boolean stops = ++steps == at;
            if (stops && when == When.BEFORE) {
                throw new Stop();
            }
            step.run();
            if (stops) {
                throw new Stop();
            }
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            step(() -> files.createDirectory(directory));
        }

        @Override
        public void createFile(Path file) throws IOException {
            step(() -> files.createFile(file));
        }

        @Override
        public void create(Path file, InputStream content) throws IOException {
            step(() -> files.create(file, content));
        }

        @Override
        public void delete(Path path) throws IOException {
            step(() -> files.delete(path));
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            step(() -> files.move(from, to));
        }

        @Override
        public void write(Path file, Collection<String> lines) throws IOException {
            step(() -> files.write(file, lines));
        }
    }

    private interface Work {
        void run(AccountFolders account) throws IOException;
    }

    private interface Expected {
        void of(StoreLab lab);
    }

    /// Does work again and again in a new place, and stops one step later each time.
    private void stopEverywhere(When when, Work work, Expected expected) throws IOException {
        boolean stopped = true;
        for (int at = 1; stopped; at++) {
            Path place = Files.createDirectory(folder.resolve("at" + at));
            try (StoreLab lab = prepared(place)) {
                stopped = isStopped(lab, at, when, work);
                lab.restart();
                expected.of(lab);
                assertUsable(lab);
            }
            assertThat(at).as("it ends").isLessThan(100);
        }
    }

    private static boolean isStopped(StoreLab lab, int at, When when, Work work)
            throws IOException {
        var account =
                new AccountFolders(
                        lab.store(),
                        "demo",
                        StoreLab.settings(lab.folder),
                        new StoppingFiles(at, when),
                        InstantSource.system());
        try {
            work.run(account);
            return false;
        } catch (Stop stop) {
            return true;
        }
    }

    /// INBOX, `old` and `old/below` hold three mails each; the second is flagged.
    private static StoreLab prepared(Path place) throws IOException {
        var lab = new StoreLab(place);
        for (String name : List.of("old", "old/below")) {
            lab.store().account(StoreLab.DEMO).create(new MailboxName(name));
        }
        for (String name : List.of("INBOX", "old", "old/below")) {
            try (Mailbox mailbox = lab.open(name)) {
                StoreLab.fill(mailbox);
                mailbox.expunge(List.of(1L));
                var _ =
                        mailbox.changeFlags(
                                List.of(2L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            }
        }
        lab.restart();
        return lab;
    }

    /// What each folder that has mail holds: UIDs, subjects, and whether they are flagged.
    private static Map<String, String> contents(StoreLab lab) {
        var contents = new TreeMap<String, String>();
        for (var each : lab.store().account(StoreLab.DEMO).folders()) {
            try (Mailbox mailbox = lab.open(each.name().path())) {
                String text = content(mailbox);
                if (!text.isEmpty()) {
                    contents.put(each.name().path(), text);
                }
            } catch (MailboxException parentOnly) {
                assertThat(parentOnly.reason()).isEqualTo(MailboxException.Reason.NONEXISTENT);
            }
        }
        return contents;
    }

    private static String content(Mailbox mailbox) {
        var text = new StringBuilder();
        List<Long> uids = StoreLab.uids(mailbox);
        List<String> subjects = StoreLab.subjects(mailbox);
        for (int i = 0; i < uids.size(); i++) {
            boolean isFlagged = StoreLab.flags(mailbox, uids.get(i)).has(Flags.FLAGGED);
            text.append(uids.get(i)).append(subjects.get(i)).append(isFlagged ? "* " : " ");
        }
        return text.toString().strip();
    }

    /// Names of folders, each with what it holds.
    private static Map<String, String> mail(String... namesAndContents) {
        var mail = new TreeMap<String, String>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            mail.put(namesAndContents[i], namesAndContents[i + 1]);
        }
        return mail;
    }

    /// Each folder can be listed, written to, and deleted.
    private static void assertUsable(StoreLab lab) {
        var account = lab.store().account(StoreLab.DEMO);
        for (String name : contents(lab).keySet()) {
            try (Mailbox mailbox = lab.open(name)) {
                int before = mailbox.snapshot().size();
                var _ = mailbox.append(List.of(StoreLab.message(StoreLab.mail("more"))));
                assertThat(StoreLab.subjects(mailbox)).hasSize(before + 1).endsWith("more");
            }
        }
        List<MailboxName> names =
                new ArrayList<>(contents(lab).keySet().stream().map(MailboxName::new).toList());
        names.remove(MailboxName.INBOX);
        names.reversed().forEach(account::delete);
        assertThat(contents(lab).keySet()).isSubsetOf("INBOX");
    }

    @ParameterizedTest
    @EnumSource
    void renamesATree(When when) throws IOException {
        stopEverywhere(
                when,
                account -> account.rename(OLD, NEW),
                lab ->
                        assertThat(contents(lab))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("INBOX", MAIL, "x/new", MAIL, "x/new/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void deletesAFolder(When when) throws IOException {
        stopEverywhere(
                when,
                account -> account.delete(OLD),
                lab ->
                        assertThat(contents(lab))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("INBOX", MAIL, "old/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void renamesInbox(When when) throws IOException {
        stopEverywhere(
                when,
                account -> account.rename(MailboxName.INBOX, NEW),
                lab ->
                        assertThat(contents(lab))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("x/new", "1b* 2c", "old", MAIL, "old/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void adoptsMail(When when) throws IOException {
        String mbox = StoreLab.foreign("adopted");
        stopEverywhere(
                when,
                account ->
                        account.adopt(
                                NEW,
                                new ByteArrayInputStream(mbox.getBytes(StandardCharsets.US_ASCII))),
                lab ->
                        assertThat(contents(lab).getOrDefault("x/new", "1adopted"))
                                .isEqualTo("1adopted"));
    }

    @Test
    void keepsTheUidValidityOfAFolderWhoseIndexDidNotComeAlong() throws IOException {
        Path place = Files.createDirectory(folder.resolve("validity"));
        try (StoreLab lab = prepared(place)) {
            long before;
            try (Mailbox mailbox = lab.open("old")) {
                before = mailbox.snapshot().uidValidity();
            }
            assertThat(isStopped(lab, 2, When.AFTER, account -> account.rename(OLD, NEW))).isTrue();
            lab.restart();

            try (Mailbox mailbox = lab.open("x/new")) {
                assertThat(mailbox.snapshot().uidValidity()).isEqualTo(before);
            }
        }
    }
}
