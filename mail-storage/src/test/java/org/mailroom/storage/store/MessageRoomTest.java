// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.follow.CrowdedException;
import org.mailroom.storage.follow.MessageRoom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/// There is room in memory for three messages a mailbox.
class MessageRoomTest {
    private static final NewMessage MESSAGE = StoreLab.message("Subject: one\r\n\r\ntext\r\n");

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = StoreLab.withMessageLimit(folder, 3);
    }

    private static void assertTooMany(ThrowingCallable work) {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(work)
                .withMessage("Mailbox has too many messages")
                .matches(refusal -> refusal.reason() == Reason.LIMIT)
                .withStackTraceContaining("more than 3 messages");
    }

    @Test
    void takesNoMoreMessagesThanFit() {
        try (Mailbox mailbox = lab.inbox()) {
            mailbox.append(Collections.nCopies(2, MESSAGE));

            assertTooMany(() -> mailbox.append(List.of(MESSAGE, MESSAGE)));

            assertThat(mailbox.append(List.of(MESSAGE))).containsExactly(3L);
            assertThat(mailbox.snapshot().size()).isEqualTo(3);
        }
    }

    @Test
    void countsWhatOthersAddToWhatItHas() {
        try (Mailbox mailbox = lab.inbox()) {
            mailbox.append(Collections.nCopies(2, MESSAGE));

            lab.addToInbox(StoreLab.foreign("more").repeat(2));

            assertTooMany(mailbox::snapshot);
        }
    }

    @Test
    void readsOneFileWithManyMessagesAtATime() throws Exception {
        var room = new MessageRoom(100_000);
        room.read(30_000);
        assertThatExceptionOfType(CrowdedException.class).isThrownBy(() -> room.read(40_000));

        room.enter();
        boolean isRead =
                room.alone(
                        () -> {
                            room.read(40_000);
                            return true;
                        });
        room.leave();

        assertThat(isRead).isTrue();
        assertThatExceptionOfType(CrowdedException.class).isThrownBy(() -> room.read(40_000));
    }

    @Test
    void readsManyMessages() throws IOException {
        lab.close();
        lab = new StoreLab(folder);
        Files.createDirectories(lab.inboxFile().resolveSibling("."));
        Files.writeString(lab.inboxFile(), StoreLab.foreign("many").repeat(40_000));

        try (Mailbox mailbox = lab.inbox()) {
            assertThat(mailbox.snapshot().size()).isEqualTo(40_000);
        }
    }

    @Test
    void readsNoMoreMessagesThanFit() throws IOException {
        Files.createDirectories(lab.inboxFile().resolveSibling("."));
        Files.writeString(lab.inboxFile(), StoreLab.foreign("many").repeat(4));
        try (Mailbox mailbox = lab.inbox()) {
            assertTooMany(mailbox::snapshot);

            Files.writeString(lab.inboxFile(), StoreLab.foreign("few").repeat(3));

            assertThat(mailbox.snapshot().size()).isEqualTo(3);
        }
    }
}
