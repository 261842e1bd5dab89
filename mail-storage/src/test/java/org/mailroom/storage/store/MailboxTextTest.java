// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.TextHits.Answer;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Text is searched again and again.
class MailboxTextTest {
    private static final int COUNT = 50;

    @TempDir private Path folder;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean fails;
    @AutoClose private StoreLab lab;

    /// All of a message is text.
    private final class All implements TextExtractor {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void extract(MessageContent content, Sink sink) throws IOException {
            if (fails) {
                failures.incrementAndGet();
                throw new IOException("No space left on device");
            }
            try (var text = new InputStreamReader(content.open(), StandardCharsets.UTF_8)) {
                sink.body(text);
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        lab = StoreLab.withText(folder, new All());
    }

    private static NewMessage message(int number) {
        String line = "lorem ipsum %d dolor sit amet\r\n".formatted(number);
        return StoreLab.message("Subject: mail" + number + "\r\n\r\n" + line.repeat(4000));
    }

    /// More than is looked through in no time.
    private static void fill(Mailbox mailbox) {
        mailbox.append(IntStream.range(0, COUNT).mapToObj(MailboxTextTest::message).toList());
    }

    /// For each message that there has been.
    private static String answers(Mailbox mailbox, String text) {
        var hits = mailbox.hits(SearchedText.BODY, text);
        return IntStream.range(1, (int) mailbox.snapshot().uidNext())
                .mapToObj(uid -> hits.of(uid).name().substring(0, 1))
                .collect(Collectors.joining());
    }

    private static void awaitIndexed(Mailbox mailbox) {
        await().until(
                        () ->
                                mailbox.hits(SearchedText.BODY, "nowhere")
                                        .of(mailbox.snapshot().uidNext() - 1),
                        Answer.NO::equals);
    }

    private static String one(int number) {
        return "N".repeat(number) + "Y" + "N".repeat(COUNT - number - 1);
    }

    @Test
    void indexesWhatSomebodySearches() throws IOException {
        try (Mailbox mailbox = lab.inbox()) {
            fill(mailbox);
            assertThat(answers(mailbox, "mail33")).isEqualTo("U".repeat(COUNT));

            awaitIndexed(mailbox);
            assertThat(answers(mailbox, "mail33")).isEqualTo(one(33));
            mailbox.append(List.of(message(COUNT)));
            assertThat(answers(mailbox, "mail33")).isEqualTo(one(33) + "U");
        }
        lab.restart();

        try (Mailbox mailbox = lab.inbox()) {
            assertThat(answers(mailbox, "mail33")).isEqualTo(one(33) + "U");
        }
    }

    @Test
    void restsAfterTrouble() {
        fails = true;
        try (Mailbox mailbox = lab.inbox()) {
            fill(mailbox);
            assertThat(answers(mailbox, "mail33")).isEqualTo("U".repeat(COUNT));
            await().until(() -> failures.get() == 1);
            lab.pass(Duration.ofMinutes(59));
            assertThat(answers(mailbox, "mail33")).isEqualTo("U".repeat(COUNT));
            lab.pass(Duration.ofMinutes(2));
            fails = false;

            awaitIndexed(mailbox);

            assertThat(failures).hasValue(1);
            assertThat(answers(mailbox, "mail33")).isEqualTo(one(33));
        }
    }

    @Test
    void doesNotIndexWhatIsLookedThroughInNoTime() {
        try (Mailbox mailbox = lab.inbox()) {
            mailbox.append(List.of(message(1)));

            assertThat(answers(mailbox, "mail1")).isEqualTo("U");
        }

        assertThat(folder.resolve("index/demo/inbox/.text")).doesNotExist();
    }

    @Test
    void indexesWhatIsThereWhenMessagesHaveGone() {
        try (Mailbox mailbox = lab.inbox()) {
            fill(mailbox);
            mailbox.expunge(List.of(2L, 3L, 4L));
            assertThat(answers(mailbox, "mail0")).startsWith("U");

            awaitIndexed(mailbox);
            // Of those that have gone nothing is said: they may come back.
            assertThat(answers(mailbox, "mail0")).isEqualTo("YUUU" + "N".repeat(COUNT - 4));
        }
    }

    @Test
    void keepsTheIndexOfARenamedFolder() {
        AccountStore account = lab.store().account(StoreLab.DEMO);
        account.create(new MailboxName("old"));
        try (Mailbox mailbox = lab.open("old")) {
            fill(mailbox);
            assertThat(answers(mailbox, "mail7")).startsWith("U");
            awaitIndexed(mailbox);
        }

        account.rename(new MailboxName("old"), new MailboxName("new"));

        try (Mailbox mailbox = lab.open("new")) {
            assertThat(answers(mailbox, "mail7")).isEqualTo(one(7));
        }
    }

    @Test
    void deletesTheIndexWithItsFolder() {
        AccountStore account = lab.store().account(StoreLab.DEMO);
        account.create(new MailboxName("old"));
        try (Mailbox mailbox = lab.open("old")) {
            fill(mailbox);
            assertThat(answers(mailbox, "mail7")).startsWith("U");
            awaitIndexed(mailbox);
        }
        Path index = folder.resolve("index/demo/folders/old");
        assertThat(index.resolve(".text")).isNotEmptyDirectory();

        account.delete(new MailboxName("old"));

        assertThat(index).doesNotExist();
    }
}
