// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A disk that knows what would survive a power loss, counts its operations, and fails when told
/// to. Safe for use by several threads.
public final class SimulatedDisk implements Disk {
    private static final int BLOCK_OCTETS = 512;

    private final Map<String, Content> files = new TreeMap<>();

    /// What the folder looks like after a power loss, unless it is synced again.
    private final Map<String, Content> durableNames = new TreeMap<>();

    private final Faults faults;
    private long capacity = Long.MAX_VALUE;

    /// Octets as programs see them, those that are safe, and the writes in between.
    private static final class Content {
        byte[] octets = new byte[0];
        byte[] durable = new byte[0];
        final List<Write> unsynced = new ArrayList<>();
        Optional<String> syncTrouble = Optional.empty();

        void failSyncIfTold() throws IOException {
            Optional<String> trouble = syncTrouble;
            syncTrouble = Optional.empty();
            if (trouble.isPresent()) {
                throw new IOException(trouble.get());
            }
        }
    }

    private static final class Write {
        final int position;
        final byte[] octets;

        Write(int position, byte[] octets) {
            this.position = position;
            this.octets = octets;
        }
    }

    /// What a power loss does to writes that were not synced.
    public enum Loss {
        ALL_LOST,
        ALL_KEPT,
        /// Each block at random.
        TORN
    }

    /// The faults of one or several disks, which count their operations together.
    public static final class Faults {
        private int operations;
        private int failFrom = Integer.MAX_VALUE;
        private int failTo = Integer.MAX_VALUE;
        private String trouble = "";

        public synchronized int operations() {
            return operations;
        }

        /// Every operation from this one on fails: the machine is gone.
        public synchronized void crashAt(int operation) {
            fail(operation, Integer.MAX_VALUE, "power loss");
        }

        /// Some operations fail with this text.
        public synchronized void fail(int from, int to, String text) {
            failFrom = from;
            failTo = to;
            trouble = text;
        }

        public synchronized void failNext(String text) {
            fail(operations + 1, operations + 1, text);
        }

        public synchronized void failFromNow(String text) {
            fail(operations + 1, Integer.MAX_VALUE, text);
        }

        public synchronized void heal() {
            failFrom = Integer.MAX_VALUE;
        }

        /// Counts an operation, and fails if it is told to.
        public synchronized void operation() throws IOException {
            operations++;
            if (operations >= failFrom && operations <= failTo) {
                throw new IOException(trouble);
            }
        }
    }

    public SimulatedDisk() {
        this(new Faults());
    }

    public SimulatedDisk(Faults faults) {
        this.faults = faults;
    }

    public Faults faults() {
        return faults;
    }

    /// The next sync of a file fails, whatever others do meanwhile.
    public synchronized void failNextSync(String name, String text) {
        Objects.requireNonNull(files.get(name)).syncTrouble = Optional.of(text);
    }

    public synchronized void capacity(long octets) {
        capacity = octets;
    }

    /// The disk as it is found after the machine lost its power.
    public synchronized SimulatedDisk afterPowerLoss(Loss loss, Random random) {
        SimulatedDisk left = new SimulatedDisk();
        Map<String, Content> names = loss == Loss.ALL_LOST ? durableNames : files;
        for (var file : names.entrySet()) {
            Content content = new Content();
            content.octets = survivors(file.getValue(), loss, random);
            content.durable = content.octets.clone();
            left.files.put(file.getKey(), content);
            left.durableNames.put(file.getKey(), content);
        }
        return left;
    }

    private static byte[] survivors(Content content, Loss loss, Random random) {
        if (loss == Loss.ALL_KEPT) {
            return content.octets.clone();
        }
        byte[] octets = content.durable.clone();
        for (Write write : content.unsynced) {
            int end = write.position + write.octets.length;
            octets = Arrays.copyOf(octets, Math.max(octets.length, end));
            int at = write.position;
            while (at < end) {
                int blockEnd = Math.min(end, (at / BLOCK_OCTETS + 1) * BLOCK_OCTETS);
                if (loss == Loss.TORN && random.nextBoolean()) {
                    System.arraycopy(write.octets, at - write.position, octets, at, blockEnd - at);
                }
                at = blockEnd;
            }
        }
        return octets;
    }

    /// The octets of a file, to damage them.
    public synchronized byte[] octets(String name) {
        return content(name).octets.clone();
    }

    public synchronized void replace(String name, byte[] octets) {
        Content content = content(name);
        content.octets = octets.clone();
        content.durable = octets.clone();
        content.unsynced.clear();
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name + " among " + files.keySet());
        }
        return content;
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        faults.operation();
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Content content = new Content();
        files.put(name, content);
        return new File(content);
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        faults.operation();
        Content content = files.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return new File(content);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        faults.operation();
        if (files.remove(name) == null) {
            throw new NoSuchFileException(name);
        }
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized void sync() throws IOException {
        faults.operation();
        durableNames.clear();
        durableNames.putAll(files);
    }

    @Override
    public synchronized long usableOctets() {
        long used = files.values().stream().mapToLong(content -> content.octets.length).sum();
        return capacity - used;
    }

    private final class File implements DiskFile {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer octets, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                faults.operation();
                int end = (int) position + octets.remaining();
                if (end - content.octets.length > usableOctets()) {
                    throw new IOException("No space left on device");
                }
                if (end > content.octets.length) {
                    content.octets = Arrays.copyOf(content.octets, end);
                }
                int length = octets.remaining();
                octets.get(content.octets, (int) position, length);
                content.unsynced.add(
                        new Write(
                                (int) position,
                                Arrays.copyOfRange(content.octets, (int) position, end)));
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (SimulatedDisk.this) {
                int there = content.octets.length - (int) position;
                int length = Math.max(0, Math.min(target.remaining(), there));
                target.put(content.octets, (int) Math.min(position, content.octets.length), length);
                return length;
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDisk.this) {
                try {
                    faults.operation();
                    content.failSyncIfTold();
                } catch (IOException e) {
                    // As Linux does: what could not be written counts as clean from now on.
                    content.unsynced.clear();
                    throw e;
                }
                content.durable = content.octets.clone();
                content.unsynced.clear();
            }
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return content.octets.length;
            }
        }

        @Override
        public void close() {}
    }
}
