// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.journal.FolderLock;
import org.mailroom.core.journal.JournalSettings;
import org.mailroom.core.journal.SimulatedDisk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;

/// Whatever has happened to the octets of a queue, it opens or says why not, and no message in it
/// is another than was stored.
@Timeout(120)
final class QueueFuzzTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final int INLINE = 2000;
    private static final int MESSAGES = 40;

    @TempDir private Path folder;
    private SimulatedDisk journal = new SimulatedDisk();
    private SimulatedDisk contents = new SimulatedDisk();
    private SimulatedDisk corrupt = new SimulatedDisk();
    private int locks;

    @Test
    void opensADamagedQueueOrSaysWhyNot() throws IOException {
        fill();
        SimulatedDisk wholeJournal = journal;
        SimulatedDisk wholeContents = contents;
        int opened = 0;
        int kept = 0;
        for (int seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            journal = wholeJournal.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, random);
            contents = wholeContents.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, random);
            corrupt = new SimulatedDisk();
            for (int damage = random.nextInt(1, 6); damage > 0; damage--) {
                damage(random.nextInt(5) == 0 ? contents : journal, random);
            }
            try (Queue queue = open()) {
                opened++;
                kept += read(queue);
                assertThat(store(queue, 0)).isInstanceOf(Stored.Queued.class);
            } catch (IOException reason) {
                assertThat(reason).as("seed %d", seed).hasMessageNotContaining("null");
            } catch (RuntimeException | Error e) {
                fail("seed " + seed, e);
            }
        }

        assertThat(opened).as("queues that opened").isGreaterThan(300);
        assertThat(kept).as("messages that were read").isGreaterThan(300 * MESSAGES / 4);
    }

    /// A CRC that fits does not make them good: they may come from a Mailroom with a fault.
    @Test
    void endsWithAnExceptionWhereARecordIsWrongInItself() {
        int good = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            byte[] octets = record(random.nextInt(1, 4));
            int head = ByteBuffer.wrap(octets).getInt();
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                int at = MessageRecord.PREFIX_OCTETS + random.nextInt(head);
                octets[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            var crc = new CRC32C();
            crc.update(octets, MessageRecord.PREFIX_OCTETS, head);
            ByteBuffer.wrap(octets).putInt(4, (int) crc.getValue());
            good += isRead(octets, seed) ? 1 : 0;
        }

        assertThat(good).as("records that could be read").isPositive();
    }

    private static boolean isRead(byte[] octets, int seed) {
        try {
            return MessageRecord.head(ByteBuffer.wrap(octets)).isPresent();
        } catch (RuntimeException _) {
            return false;
        } catch (Error e) {
            return fail("seed " + seed, e);
        }
    }

    private static byte[] record(int recipients) {
        var head =
                new MessageRecord.Head(
                        1, 2, 3, BodyPlace.INLINE, QueueEntry.State.NEW, envelope(recipients));
        var payload = MessageRecord.payload(head, new ArrayContent(new byte[3], 0, 3));
        ByteBuffer octets = ByteBuffer.allocate(payload.octets());
        payload.putInto(octets);
        return octets.array();
    }

    private Queue open() throws IOException {
        var settings =
                new QueueSettings(
                        folder, INLINE, 1 << 20, 0, 10_000, new JournalSettings(16 << 10));
        var disks = new Queue.Disks(journal, contents, corrupt);
        Queue queue =
                Queue.open(
                        settings,
                        () -> START,
                        disks,
                        FolderLock.take(folder.resolve("lock-" + locks++)));
        queue.start((_, _) -> {});
        return queue;
    }

    /// Messages in the journal and in files, in every state, and what is left of others.
    private void fill() throws IOException {
        try (Queue queue = open()) {
            for (int number = 0; number < MESSAGES; number++) {
                assertThat(store(queue, number)).isInstanceOf(Stored.Queued.class);
            }
            for (QueueEntry entry : List.copyOf(queue.entries())) {
                change(queue, entry);
            }
        }
    }

    private static void change(Queue queue, QueueEntry entry) throws IOException {
        switch ((int) (entry.sequence() % 5)) {
            case 0 -> queue.remove(entry, Haste.SOON);
            case 1 -> queue.done(entry, List.of(0), Haste.SOON);
            case 2 -> {
                var why = List.of(new Deferral(0, "4.2.2", "full"));
                queue.deferred(entry, START.plusSeconds(300), QueueEntry.Warning.SENT, why);
            }
            case 3 -> queue.handle(List.of(entry), Handling::holding);
            default -> {}
        }
    }

    private static Stored store(Queue queue, int number) {
        byte[] octets = text(number).getBytes(StandardCharsets.UTF_8);
        try (QueueDraft draft = queue.draft()) {
            draft.write(octets, 0, octets.length);
            return draft.commit(envelope(number + 2));
        }
    }

    private static String text(int number) {
        return ("message " + number + "\r\n").repeat(number % 10 == 0 ? 400 : 40);
    }

    /// As many recipients as tell which message it is.
    private static Envelope envelope(int recipients) {
        var list = new ArrayList<Recipient>();
        for (int i = 0; i < recipients; i++) {
            list.add(Recipient.of(new Address("u" + i, "example.org")));
        }
        return new Envelope(
                new ReversePath.Sender(new Address("sender", "client.test")),
                list,
                new Origin("c.test", "::1", "c", "ESMTP", Optional.of("bob"), Optional.empty()),
                Envelope.Body.SEVEN_BIT,
                Envelope.Encoding.ASCII,
                Optional.of("envid"));
    }

    /// Answers how many messages are whole.
    private static int read(Queue queue) {
        int whole = 0;
        for (QueueEntry entry : queue.entries()) {
            try {
                QueuedMessage message = queue.load(entry).orElseThrow();
                try (InputStream in = message.content().open()) {
                    int number = message.envelope().recipients().size() - 2;
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo(text(number));
                    whole++;
                }
            } catch (IOException damaged) {
                assertThat(damaged).hasMessageNotContaining("null");
            }
        }
        return whole;
    }

    private static void damage(SimulatedDisk disk, Random random) {
        List<String> names = disk.names().stream().sorted().toList();
        String name = names.get(random.nextInt(names.size()));
        byte[] octets = disk.octets(name);
        if (octets.length == 0) {
            return;
        }
        int at = random.nextInt(octets.length);
        int end = Math.min(octets.length, at + random.nextInt(1, 300));
        switch (random.nextInt(5)) {
            case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(octets, at, end, (byte) 0);
            case 2 -> Arrays.fill(octets, at, end, (byte) 0xff);
            case 3 -> octets = Arrays.copyOf(octets, at);
            default -> {
                int from = random.nextInt(octets.length - (end - at) + 1);
                System.arraycopy(octets.clone(), from, octets, at, end - at);
            }
        }
        disk.replace(name, octets);
    }
}
