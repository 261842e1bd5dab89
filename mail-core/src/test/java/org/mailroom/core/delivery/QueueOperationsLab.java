// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueueName;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A queue with messages that cannot be delivered for now, for what operators do with them.
abstract class QueueOperationsLab {
    static final Outcome LATER = new Outcome.Deferred("4.2.2", "mailbox is full");
    static final Duration TWO_HOURS = Duration.ofHours(2);

    @TempDir private Path folder;
    DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliveryLab.SETTINGS);
        lab.mailboxes = _ -> LATER;
        lab.hosts = _ -> LATER;
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    QueueEntry deferred(String... recipients) {
        QueueEntry entry = entry(lab.send(recipients));
        awaitDeferred(entry);
        return entry;
    }

    QueueEntry entry(QueueId id) {
        return lab.queue().find(id.text()).orElseThrow();
    }

    void awaitDeferred(QueueEntry entry) {
        Awaitility.await().until(() -> !entry.deferrals().isEmpty());
        Awaitility.await().until(() -> lab.queueManager().snapshot().active() == 0);
    }

    void awaitAttempts(int attempts) {
        Awaitility.await().until(() -> lab.carried.size() == attempts);
        Awaitility.await().until(() -> lab.queueManager().snapshot().active() == 0);
    }

    QueueName queueOf(QueueEntry entry) {
        return entry.queue(DeliveryLab.START);
    }
}
