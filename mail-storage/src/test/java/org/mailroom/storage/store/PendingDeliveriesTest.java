// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.Snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Sessions work in a mailbox while a delivery into it is in the file and waits for its sync.
class PendingDeliveriesTest {
    @TempDir private Path folder;
    private StoreLab lab;
    private Mailbox inbox;
    private Snapshot before;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder, Duration.ofMinutes(1));
        inbox = lab.inbox();
        inbox.append(Stream.of("a", "b").map(StoreLab::mail).map(StoreLab::message).toList());
        // The first of an interval does not wait.
        var _ = lab.deliver("4X1111111111z1", StoreLab.mail("c"));
        before = inbox.snapshot();
        var _ = Thread.startVirtualThread(this::deliver);
        await().until(() -> lab.inboxText().contains("Subject: d"));
    }

    private void deliver() {
        try {
            var _ = lab.deliver("4X1111111111z2", StoreLab.mail("d"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        inbox.close();
        lab.close();
    }

    @Test
    void showFlagsAtOnce() {
        inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

        assertThat(StoreLab.flags(inbox, 1).has(Flags.SEEN)).isTrue();
    }

    @Test
    void showExpungesAtOnce() {
        inbox.expunge(List.of(1L));

        assertThat(inbox.snapshot().position(1)).isNegative();
        assertThat(inbox.snapshot().position(2)).isZero();
    }

    @Test
    void areNewerThanAllThatWasShownBefore() {
        assertThat(before.position(4)).isNegative();
        inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

        await().until(() -> inbox.snapshot().position(4) >= 0);
        Snapshot after = inbox.snapshot();
        assertThat(after.modSeq(after.position(4))).isGreaterThan(before.highestModSeq());
    }
}
