// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

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

/// Sessions work in a mailbox while a delivery into it waits for its round.
class PendingDeliveriesTest {
    @TempDir private Path folder;
    private StoreLab lab;
    private Mailbox inbox;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder, Duration.ofMinutes(1));
        inbox = lab.inbox();
        inbox.append(Stream.of("a", "b").map(StoreLab::mail).map(StoreLab::message).toList());
    }

    private void deliverTwo() throws IOException {
        // The first round does not wait for its time, the second does.
        var _ = lab.deliver("4X1111111111z1", StoreLab.mail("c"));
        var _ = Thread.startVirtualThread(this::deliverAnother);
    }

    private void deliverAnother() {
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
    void showFlagsAtOnce() throws IOException {
        deliverTwo();

        inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

        assertThat(StoreLab.flags(inbox, 1).has(Flags.SEEN)).isTrue();
    }

    @Test
    void showExpungesAtOnce() throws IOException {
        deliverTwo();

        inbox.expunge(List.of(1L));

        assertThat(inbox.snapshot().position(1)).isNegative();
        assertThat(inbox.snapshot().position(2)).isZero();
    }

    @Test
    void areNewerThanAllThatWasShownBefore() throws IOException {
        Snapshot before = inbox.snapshot();
        deliverTwo();
        inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

        Snapshot after = inbox.snapshot();

        assertThat(after.modSeq(after.position(3))).isGreaterThan(before.highestModSeq());
    }
}
