// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Thousands of random operations on a mailbox by Mailroom, by other programs and by restarts, each
/// compared with a model that is nothing but a list: no message is lost, doubled or changed, none
/// loses its flags, and no UID ever means another message.
class RandomOperationsTest {
    private static final int[] SYSTEM = {
        Flags.SEEN, Flags.ANSWERED, Flags.FLAGGED, Flags.DRAFT, Flags.DELETED
    };
    private static final String FROM = "From x@y.example Mon Nov 23 09:00:00 2026\n";

    @TempDir private Path folder;

    /// What a message is to look like.
    private static final class Known {
        final String text;
        Flags flags = Flags.NONE;

        Known(String text) {
            this.text = text;
        }
    }

    /// A mailbox in the hands of all, and what must be in it.
    private final class World implements AutoCloseable {
        private final long seed;
        private final Random random;
        private final StoreLab lab;
        private final Map<Long, String> everSeen = new HashMap<>();
        private final Map<Long, Known> model = new TreeMap<>();
        private Mailbox inbox;
        private long validity;
        private int made;
        private String last = "";

        World(long seed) throws IOException {
            this.seed = seed;
            this.random = new Random(seed);
            this.lab = new StoreLab(folder.resolve(Long.toString(seed)));
            this.inbox = lab.inbox();
        }

        void step() throws IOException {
            int dice = Files.exists(lab.inboxFile()) ? random.nextInt(100) : 0;
            if (dice < 20) {
                append();
            } else if (dice < 32) {
                foreignAppend();
            } else if (dice < 54) {
                flag();
            } else if (dice < 66) {
                expunge();
            } else if (dice < 74) {
                foreignFlag();
            } else if (dice < 80) {
                foreignDeletion();
            } else if (dice < 90) {
                tidy();
            } else {
                restart(dice < 94);
            }
            check();
        }

        private String mail() {
            int size = random.nextInt(10) == 0 ? 20_000 : random.nextInt(300);
            String end = random.nextInt(4) == 0 ? "" : "\r\n";
            String body = random.nextInt(3) == 0 ? "From a\r\n>From b\r\nStatus: RO\r\n" : "";
            return "Subject: " + made++ + "\r\n\r\n" + body + "x".repeat(size) + end;
        }

        private void add(List<Long> uids, List<String> texts) {
            for (int i = 0; i < uids.size(); i++) {
                model.put(uids.get(i), new Known(texts.get(i)));
            }
        }

        private void append() {
            last = "append";
            List<String> texts = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                texts.add(mail());
            }
            add(inbox.append(texts.stream().map(StoreLab::message).toList()), texts);
        }

        private void foreignAppend() {
            last = "foreign append";
            String text = "Subject: " + made++ + "\n\n" + "y".repeat(random.nextInt(200)) + "\n";
            lab.addToInbox(FROM + text + "\n");
            long uid = inbox.snapshot().uidNext() - 1;
            add(List.of(uid), List.of(text.replace("\n", "\r\n")));
        }

        private List<Long> some() {
            return model.keySet().stream().filter(_ -> random.nextInt(4) == 0).toList();
        }

        private void flag() {
            last = "flag";
            Set<String> words = random.nextInt(3) == 0 ? Set.of("k" + random.nextInt(4)) : Set.of();
            var flags = new Flags(SYSTEM[random.nextInt(SYSTEM.length)], words);
            FlagChange.Mode[] modes = FlagChange.Mode.values();
            var change = new FlagChange(modes[random.nextInt(modes.length)], flags);
            List<Long> uids = some();
            inbox.changeFlags(uids, change, Long.MAX_VALUE);
            for (long uid : uids) {
                Known known = known(uid);
                known.flags = change.applyTo(known.flags);
            }
        }

        private void expunge() {
            last = "expunge";
            List<Long> uids = some();
            inbox.expunge(uids);
            model.keySet().removeAll(uids);
        }

        private void tidy() throws IOException {
            last = "tidy";
            lab.tidy();
        }

        private void restart(boolean withoutIndex) throws IOException {
            last = withoutIndex ? "restart without index" : "restart";
            lab.tidy();
            inbox.close();
            lab.close();
            if (withoutIndex && tellsAllUids()) {
                lab.deleteIndex();
            }
            lab.restart();
            inbox = lab.inbox();
        }

        // A message of another program gets a field with its UID only when somebody has seen it.
        private boolean tellsAllUids() throws IOException {
            return !model.isEmpty()
                    && stored().stream().map(this::uid).toList().containsAll(model.keySet());
        }

        /// Stored messages that are not expunged, by their UID, as another program finds them.
        private List<String> stored() throws IOException {
            return Arrays.asList(lab.inboxText().split("(?<=\n\n)(?=From \\S+ [A-Z][a-z]{2} )"));
        }

        private long uid(String stored) {
            int end = stored.indexOf("\n\n");
            int at = stored.indexOf("\nX-UID: ");
            return at < 0 || at > end
                    ? 0
                    : Long.parseLong(
                            stored.substring(at + 8, stored.indexOf('\n', at + 1)).strip());
        }

        /// As mutt: its own fields in the place of ours, only for what is set.
        private void foreignFlag() throws IOException {
            last = "foreign flag";
            lab.tidy();
            var file = new StringBuilder();
            for (String message : stored()) {
                Known known = model.get(uid(message));
                if (known == null || random.nextInt(3) > 0) {
                    file.append(message);
                    continue;
                }
                int end = message.indexOf("\n\n") + 1;
                String head = message.substring(0, end).replaceAll("(?m)^(X-)?Status: .*\n", "");
                boolean seen = random.nextBoolean();
                boolean answered = random.nextBoolean();
                String status = seen ? "Status: RO\n" : "";
                String xStatus = answered ? "X-Status: A\n" : "";
                file.append(head).append(status).append(xStatus).append(message.substring(end));
                int system = (seen ? Flags.SEEN : 0) | (answered ? Flags.ANSWERED : 0);
                known.flags = new Flags(system, known.flags.keywords());
            }
            lab.replaceInbox(file.toString());
        }

        private void foreignDeletion() throws IOException {
            last = "foreign deletion";
            lab.tidy();
            var file = new StringBuilder();
            for (String message : stored()) {
                boolean goes = model.containsKey(uid(message)) && random.nextInt(4) == 0;
                if (goes) {
                    model.remove(uid(message));
                }
                file.append(goes ? "" : message);
            }
            lab.replaceInbox(file.toString());
        }

        private void check() {
            String when = "seed " + seed + ", after " + last;
            List<Long> uids = StoreLab.uids(inbox);
            assertThat(uids).as(when).containsExactlyElementsOf(model.keySet());
            assertThat(validity == 0 || validity == inbox.snapshot().uidValidity())
                    .as(when + ": UIDVALIDITY")
                    .isTrue();
            validity = inbox.snapshot().uidValidity();
            boolean isThorough = random.nextInt(8) == 0 || last.startsWith("restart");
            for (long uid : uids) {
                assertThat(StoreLab.flags(inbox, uid))
                        .as(when + ", flags of UID " + uid)
                        .isEqualTo(known(uid).flags);
                if (isThorough || !everSeen.containsKey(uid)) {
                    checkText(uid, when + ", UID " + uid);
                }
            }
        }

        private Known known(long uid) {
            return Objects.requireNonNull(model.get(uid));
        }

        private void checkText(long uid, String when) {
            String text = Mails.text(inbox.content(uid));
            assertThat(text).as(when).isEqualTo(known(uid).text);
            String before = everSeen.put(uid, text);
            assertThat(before == null || before.equals(text)).as(when).isTrue();
        }

        @Override
        public void close() {
            inbox.close();
            lab.close();
        }
    }

    private void run(long seed, int steps) throws IOException {
        Files.createDirectories(folder);
        try (World world = new World(seed)) {
            for (int step = 0; step < steps; step++) {
                world.step();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isAlwaysAsTheModel(long seed) throws IOException {
        run(seed, 100);
    }

    @Test
    @Tag("fuzz")
    void isAsTheModelForLong() throws IOException {
        for (long seed = 100; seed < 200; seed++) {
            run(seed, 2000);
        }
    }
}
