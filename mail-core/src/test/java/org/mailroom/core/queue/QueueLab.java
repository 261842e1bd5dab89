// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.journal.FolderLock;
import org.mailroom.core.journal.JournalSettings;
import org.mailroom.core.journal.SimulatedDisk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A queue on disks in memory, which outlive it, and are damaged and looked at by a test.
final class QueueLab {
    static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    static final int INLINE = 2000;

    Instant now = START;
    SimulatedDisk journalDisk = new SimulatedDisk();
    SimulatedDisk contentDisk = new SimulatedDisk(journalDisk.faults());
    final SimulatedDisk corrupt = new SimulatedDisk();

    /// All that has been stored, in that order.
    final List<QueueEntry> arrived = new ArrayList<>();

    long memoryLimit = 1 << 20;
    private final Path folder;
    private int locks;

    /// @param folder for the locks
    QueueLab(Path folder) {
        this.folder = folder;
    }

    Queue open() throws IOException {
        var settings =
                new QueueSettings(
                        folder, INLINE, memoryLimit, 0, 10_000, new JournalSettings(16 << 10));
        var disks = new Queue.Disks(journalDisk, contentDisk, corrupt);
        FolderLock lock = FolderLock.take(folder.resolve("lock-" + locks++));
        Queue queue = Queue.open(settings, () -> now, disks, lock);
        queue.start((entry, _) -> arrived.add(entry));
        return queue;
    }

    static Envelope envelope(String... recipients) {
        List<Recipient> list = new ArrayList<>();
        for (String local : recipients) {
            list.add(Recipient.of(new Address(local, "example.org")));
        }
        return new Envelope(
                new ReversePath.Sender(new Address("sender", "client.test")),
                list,
                new Origin(
                        "client.test",
                        "192.0.2.1",
                        "client.test",
                        "ESMTP",
                        Optional.of("bob"),
                        Optional.empty()),
                Envelope.Body.EIGHT_BIT_MIME,
                Envelope.Encoding.ASCII,
                Optional.of("envid"));
    }

    static Stored store(Queue queue, Envelope envelope, String content) {
        try (QueueDraft draft = queue.draft()) {
            byte[] octets = content.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < octets.length; at += 700) {
                draft.write(octets, at, Math.min(700, octets.length - at));
            }
            return draft.commit(envelope);
        }
    }

    QueueEntry stored(Queue queue, Envelope envelope, String content) {
        assertThat(store(queue, envelope, content)).isInstanceOf(Stored.Queued.class);
        return arrived.getLast();
    }

    static String content(Queue queue, QueueEntry entry) throws IOException {
        try (InputStream in = queue.load(entry).orElseThrow().content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static QueueEntry only(Queue queue) {
        assertThat(queue.entries()).hasSize(1);
        return queue.entries().iterator().next();
    }
}
