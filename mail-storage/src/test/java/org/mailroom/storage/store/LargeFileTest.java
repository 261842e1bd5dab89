// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.mbox.StateFields;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file of more than 4 GiB, with messages of more than 2 GiB. Most of it are holes, which are
/// read as NULs; they take room on the disk where a message behind which they stand grows.
@Tag("crash")
class LargeFileTest {
    private static final long VALIDITY = 1_764_000_000;
    private static final long HUGE = 1L << 31;
    private static final long WASTEFUL = 65L << 20;

    @TempDir private Path folder;

    /// What the file tells of its messages before Mailroom opens it.
    enum Fields {
        /// What Mailroom would write: all stays where it is.
        THERE,
        /// Nothing: each message gets fields, and all behind it moves.
        MISSING
    }

    private static String foreign(long uid, String subject, Fields fields) {
        byte[] own = StateFields.of(uid, Flags.NONE, StateFields.Age.OLD);
        String lines = new String(own, StandardCharsets.US_ASCII);
        if (uid == 1) {
            lines = new String(StateFields.base(VALIDITY, 6), StandardCharsets.US_ASCII) + lines;
        }
        String head = "Subject: " + subject + "\n";
        return StoreLab.foreign(subject)
                .replace(head, fields == Fields.THERE ? head + lines : head);
    }

    /// A message of which most is a hole, between its text and another line.
    private static void addHole(Path file, long octets) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.position(channel.size() - 1 + octets);
            channel.write(StandardCharsets.US_ASCII.encode("\nthe end\n\n"));
        }
    }

    private static String end(Mailbox inbox, long uid) throws IOException {
        try (InputStream in = inbox.content(uid).open()) {
            in.skipNBytes(inbox.content(uid).octets() - 9);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String subject(Mailbox inbox, long uid) {
        try {
            byte[] header = inbox.content(uid).header(100);
            return new String(header, StandardCharsets.US_ASCII).strip().replace("Subject: ", "");
        } catch (IOException e) {
            throw new AssertionError("the header of " + uid, e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsMessagesBehindWhatAnIntegerCounts(Fields fields) throws IOException {
        try (var lab = new StoreLab(folder);
                Mailbox inbox = lab.inbox()) {
            lab.addToInbox(foreign(1, "first", fields));
            lab.addToInbox(foreign(2, "huge", fields));
            addHole(lab.inboxFile(), HUGE);
            lab.addToInbox(foreign(3, "behind 2 GiB", fields));
            lab.addToInbox(foreign(4, "huge too", fields));
            addHole(lab.inboxFile(), HUGE);
            lab.addToInbox(foreign(5, "wasteful", fields));
            addHole(lab.inboxFile(), WASTEFUL);
            lab.addToInbox(foreign(6, "behind 4 GiB", fields));

            inbox.changeFlags(List.of(3L, 4L, 6L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            var _ = lab.deliver("q1", StoreLab.mail("delivered"));
            inbox.expunge(List.of(1L, 5L));
            assertAllThere(inbox);
            lab.tidy();
            assertAllThere(inbox);
            long octets = Files.size(lab.inboxFile());
            long validity = inbox.snapshot().uidValidity();
            String end = end(inbox, 4);

            lab.store().close();
            lab.deleteIndex();
            lab.restart();
            try (Mailbox again = lab.inbox()) {
                assertAllThere(again);
                assertThat(again.snapshot().uidValidity()).isEqualTo(validity);
            }
            assertThat(octets).isBetween(2 * HUGE, 2 * HUGE + WASTEFUL);
            assertThat(end).isEqualTo("the end\r\n");
        }
    }

    private static void assertAllThere(Mailbox inbox) {
        Snapshot snapshot = inbox.snapshot();
        assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L, 4L, 6L, 7L);
        assertThat(StoreLab.uids(inbox).stream().map(uid -> subject(inbox, uid)))
                .containsExactly("huge", "behind 2 GiB", "huge too", "behind 4 GiB", "delivered");
        assertThat(snapshot.octets(0)).isGreaterThan(HUGE);
        assertThat(snapshot.octets(3)).isEqualTo(StoreLab.mail("behind 4 GiB").length());
        assertThat(StoreLab.flags(inbox, 6).has(Flags.FLAGGED)).isTrue();
        assertThat(StoreLab.flags(inbox, 7).has(Flags.FLAGGED)).isFalse();
    }
}
