// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.log.LogCapture;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.index.MailboxIndex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Somebody removes an index, or all of them, while a mailbox is in use.
class RemovedIndexTest {
    @TempDir private Path folder;

    private void remove(Path removed) throws IOException {
        try (Stream<Path> files = Files.walk(removed)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// What a dead process would leave.
    private Path left() throws IOException {
        Path left = folder.resolve("left");
        try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
            for (Path file : files.toList()) {
                Files.copy(file, left.resolve(folder.resolve("run").relativize(file)));
            }
        }
        return left;
    }

    @ParameterizedTest
    @ValueSource(strings = {"index/demo/inbox", "index/demo", "index"})
    void goesOnWithoutTheFolder(String removed) throws IOException {
        Path run = folder.resolve("run");
        try (var lab = new StoreLab(run);
                Mailbox inbox = lab.inbox();
                var log = new LogCapture(MailboxIndex.class.getPackage())) {
            StoreLab.fill(inbox);
            remove(run.resolve(removed));

            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            var _ = lab.deliver("q1", StoreLab.mail("d"));
            lab.replaceInbox(lab.inboxText() + StoreLab.foreign("e"));
            inbox.expunge(List.of(1L));

            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c", "d", "e");
            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L, 4L, 5L);
            assertThat(log.messages()).singleElement().asString().contains("was removed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index/demo/inbox", "index/demo", "index"})
    void writesTheIndexAnewWithAllItKnows(String removed) throws IOException {
        Path run = folder.resolve("run");
        try (var lab = new StoreLab(run);
                Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            var _ = lab.deliver("q1", StoreLab.mail("d"));
            remove(run.resolve(removed));
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            var _ = lab.deliver("q2", StoreLab.mail("e"));
            long validity = inbox.snapshot().uidValidity();

            try (var after = new StoreLab(left());
                    Mailbox found = after.inbox()) {
                var _ = after.deliver("q1", StoreLab.mail("d"));

                assertThat(StoreLab.subjects(found)).containsExactly("a", "b", "c", "d", "e");
                assertThat(StoreLab.uids(found)).containsExactly(1L, 2L, 3L, 4L, 5L);
                assertThat(found.snapshot().uidValidity()).isEqualTo(validity);
                assertThat(StoreLab.flags(found, 2).has(Flags.SEEN)).isTrue();
            }
        }
    }
}
