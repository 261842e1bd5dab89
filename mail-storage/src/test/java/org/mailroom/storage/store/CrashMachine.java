// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.core.journal.SimulatedDisk.Loss;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.NeverAsked;
import org.mailroom.storage.access.AccessParts;
import org.mailroom.storage.access.Indexes;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.DeliveryRounds;
import org.mailroom.storage.file.FileThreads;
import org.mailroom.storage.file.FileWatch;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.SimulatedFiles;
import org.mailroom.storage.folder.UidValidities;
import org.mailroom.storage.follow.MessageRoom;
import org.mailroom.storage.follow.RescanParts;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mailbox.ReadBuffers;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.mailroom.storage.mailbox.StoreParts;
import org.mailroom.storage.mailbox.TextIndexing;
import org.mailroom.storage.mbox.Mails;
import org.mailroom.storage.upkeep.CompactionLimits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A machine: what is on its disks, what it was told is safe, and what somebody has seen.
final class CrashMachine {
    private static final Path MAILBOX = Path.of("/spool/demo");
    private static final Instant DATE = Instant.parse("2026-11-23T10:00:00Z");

    private final Random random;
    private Faults faults = new Faults();
    private SimulatedFiles files;
    private SimulatedDisk disk;
    private SharedMailbox mailbox;
    private final FileThreads threads;
    private final FileWatch watch;
    private final UidValidities uidValidities;

    /// What the queue still has, by id.
    private final Map<String, String> queued = new LinkedHashMap<>();

    private final Set<String> stored = new HashSet<>();
    private final Set<String> expunged = new HashSet<>();
    private final Map<Long, String> seen = new HashMap<>();
    private long validity;

    CrashMachine(long seed, FileThreads threads, FileWatch watch, UidValidities uidValidities) {
        this.threads = threads;
        this.watch = watch;
        this.uidValidities = uidValidities;
        random = new Random(seed);
        files = new SimulatedFiles(faults, random);
        disk = new SimulatedDisk(faults);
        mailbox = started();
    }

    private SharedMailbox started() {
        var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofHours(1));
        var compaction = new CompactionLimits(0, 1);
        var clock = InstantSource.fixed(DATE);
        var indexes = new SimulatedIndexes(disk);
        var room = new MessageRoom(StoreSettings.messagesThatFit());
        var rescan = new RescanParts(ZoneOffset.UTC, room, uidValidities);
        var parts =
                new StoreParts(
                        new AccessParts(files, indexes, locking, threads, clock, rescan),
                        compaction,
                        watch,
                        new ReadBuffers(),
                        new NeverAsked(),
                        new NeverAsked(),
                        new TextIndexing());
        return new SharedMailbox(parts, MAILBOX, Path.of("/index"));
    }

    void crash(Loss loss) {
        crash(loss, loss);
    }

    void crash(Loss ofMail, Loss ofIndex) {
        faults = new Faults();
        files = files.afterCrash(ofMail, faults);
        disk = restored(ofIndex);
        mailbox = started();
    }

    private SimulatedDisk restored(Loss loss) {
        SimulatedDisk left = disk.afterPowerLoss(loss, random);
        var moved = new SimulatedDisk(faults);
        try {
            for (String name : left.names()) {
                moved.create(name).close();
                moved.replace(name, left.octets(name));
            }
            moved.sync();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return moved;
    }

    void queue(String id, String body) {
        String mail =
                "Delivered-To: demo@example.org\r\nReceived: from a\r\n\tby b with ESMTP id "
                        + id
                        + ";\r\nSubject: "
                        + id
                        + "\r\n\r\n"
                        + body;
        queued.put(id, mail);
    }

    /// Delivers all that is queued, one after another.
    void deliver() throws IOException {
        for (var entry : List.copyOf(queued.entrySet())) {
            var key = new DeliveryKey(entry.getKey(), "demo@example.org");
            var posting =
                    new Posting(
                            Mails.content(entry.getValue()),
                            "a@b.example",
                            DATE,
                            Flags.NONE,
                            Optional.of(key));
            mailbox.deliver(posting, 0, new DeliveryRounds(Duration.ZERO));
            stored.add(entry.getValue());
            queued.remove(entry.getKey());
        }
    }

    void append(String mail) {
        var posting = new Posting(Mails.content(mail), "", DATE, Flags.NONE, Optional.empty());
        mailbox.append(List.of(posting));
        stored.add(mail);
    }

    /// As another program, which syncs what it has written.
    void addForeign(String subject, int octets) throws IOException {
        String mail = "Subject: " + subject + "\n\n" + "f".repeat(octets) + "\n";
        String from = "From x@y.example Mon Nov 23 09:00:00 2026\n";
        files.append(MAILBOX, (from + mail + "\n").getBytes(StandardCharsets.US_ASCII));
        files.openOrCreate(MAILBOX).sync();
        stored.add(mail.replace("\n", "\r\n"));
    }

    void expunge(int position) {
        IndexState state = mailbox.look();
        if (state.messages().size() > position) {
            long uid = state.messages().uid(position);
            String text = Mails.text(mailbox.content(uid));
            expunged.add(text);
            mailbox.expunge(List.of(uid));
        }
    }

    void flag(int position) {
        IndexState state = mailbox.look();
        if (state.messages().size() > position) {
            long uid = state.messages().uid(position);
            mailbox.changeFlags(List.of(uid), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
        }
    }

    void tidy() {
        mailbox.upkeep().finish();
    }

    List<String> look() {
        IndexState state = mailbox.look();
        assertThat(validity == 0 || validity == state.uidValidity()).isTrue();
        validity = state.uidValidity();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < state.messages().size(); i++) {
            long uid = state.messages().uid(i);
            String text = Mails.text(mailbox.content(uid));
            String before = seen.put(uid, text);
            assertThat(before == null || before.equals(text))
                    .as("UID %d meant another message", uid)
                    .isTrue();
            texts.add(text);
        }
        return texts;
    }

    Faults faults() {
        return faults;
    }

    /// What it was told is safe.
    Set<String> stored() {
        return stored;
    }

    /// What somebody has removed.
    Set<String> expunged() {
        return expunged;
    }

    /// What the machine does all day.
    List<Step> work() {
        List<Step> steps = new ArrayList<>();
        steps.add(() -> queue("4X1111111111z1", "one\r\n"));
        steps.add(() -> queue("4X1111111111z2", "From two\r\n" + "2".repeat(9000)));
        steps.add(this::deliver);
        steps.add(this::look);
        steps.add(() -> append("Subject: appended\r\n\r\n" + "a".repeat(5000)));
        steps.add(() -> flag(1));
        steps.add(() -> queue("4X1111111111z3", "three\r\n"));
        steps.add(this::deliver);
        steps.add(this::tidy);
        steps.add(this::look);
        steps.add(() -> expunge(0));
        steps.add(this::tidy);
        steps.add(this::look);
        steps.add(() -> queue("4X1111111111z4", "four\r\n" + "4".repeat(20_000)));
        steps.add(this::deliver);
        steps.add(() -> expunge(1));
        steps.add(() -> expunge(1));
        steps.add(this::tidy);
        steps.add(this::look);
        steps.add(() -> addForeign("foreign", 5000));
        steps.add(() -> append("Subject: behind\r\n\r\n" + "b".repeat(5000)));
        steps.add(() -> flag(2));
        steps.add(this::tidy);
        steps.add(this::look);
        return steps;
    }

    /// Works until it stops at that operation on a file.
    void workUntil(int crashAt) {
        faults.crashAt(crashAt);
        for (Step step : work()) {
            try {
                step.run();
            } catch (IOException | MailboxException e) {
                return;
            }
        }
    }

    /// A part of its work, which may fail.
    interface Step {
        void run() throws IOException;
    }

    private record SimulatedIndexes(Disk disk) implements Indexes {
        @Override
        public Disk in(Path folder) {
            return disk;
        }

        @Override
        public String mailbox(Path folder) {
            return "demo";
        }
    }
}
