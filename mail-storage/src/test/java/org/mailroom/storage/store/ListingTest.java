// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// Summaries of messages, asked for one after the other.
class ListingTest {
    private static final List<String> SUBJECTS =
            IntStream.rangeClosed(1, 60).mapToObj(Integer::toString).toList();

    private final Threads threads = new Threads(ConcurrentHashMap.newKeySet());
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    /// Makes the first line of a message its summary, and notes who has it made.
    private record Threads(Set<Thread> seen) implements Summarizer {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] summarize(MessageContent content) {
            seen.add(Thread.currentThread());
            String subject = Mails.text(content).lines().findFirst().orElse("");
            return subject.getBytes(StandardCharsets.US_ASCII);
        }
    }

    @BeforeEach
    void fill() throws IOException {
        lab = StoreLab.withSummaries(folder, threads);
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(SUBJECTS.stream().map(StoreLab::mail).map(StoreLab::message).toList());
        }
    }

    private static String summarized(Mailbox mailbox, long uid) {
        byte[] summary = mailbox.summary(uid).orElseGet(() -> mailbox.summarize(uid));
        return new String(summary, StandardCharsets.US_ASCII).replace("Subject: ", "");
    }

    @Test
    void hasThemMadeOnASecondThreadToo() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            assertThat(summarized(inbox, 1)).isEqualTo("1");
            assertThat(threads.seen()).containsExactly(Thread.currentThread());
            assertThat(summarized(inbox, 2)).isEqualTo("2");

            await().until(() -> inbox.summary(18).isPresent());
            assertThat(threads.seen()).hasSize(2);
        }
    }

    @Test
    void givesEachMessageItsOwn() {
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.uids(inbox).stream().map(uid -> summarized(inbox, uid)))
                    .containsExactlyElementsOf(SUBJECTS);
            assertThat(StoreLab.uids(inbox).stream().map(uid -> summarized(inbox, uid)))
                    .containsExactlyElementsOf(SUBJECTS);
        }
    }
}
