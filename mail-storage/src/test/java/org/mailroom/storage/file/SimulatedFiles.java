// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.core.journal.SimulatedDisk.Loss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Files in memory that know what would survive a crash, count their operations, and fail when told
/// to. A write that fails has written some whole pages, as a process that is killed leaves it. Safe
/// for use by several threads.
public final class SimulatedFiles implements MailFiles {
    private static final int PAGE_OCTETS = 4096;

    private final Map<Path, Content> files = new TreeMap<>();
    private final Faults faults;
    private final Random random;
    private long time;

    private static final class Content {
        final long inode;
        byte[] octets = new byte[0];
        byte[] durable = new byte[0];
        boolean isNamed;
        final List<Write> unsynced = new ArrayList<>();
        long changed;

        Content(long inode) {
            this.inode = inode;
        }
    }

    /// A write, or with a negative position a truncation.
    private static final class Write {
        final int position;
        final byte[] octets;

        Write(int position, byte[] octets) {
            this.position = position;
            this.octets = octets;
        }
    }

    public SimulatedFiles(Faults faults, Random random) {
        this.faults = faults;
        this.random = random;
    }

    /// The files as they are found afterwards. Lock files are gone: a test has but one process, and
    /// takes them for its own.
    public synchronized SimulatedFiles afterCrash(Loss loss, Faults next) {
        var left = new SimulatedFiles(next, random);
        left.time = time + 1;
        for (var file : files.entrySet()) {
            boolean isThere = loss != Loss.ALL_LOST || file.getValue().isNamed;
            if (isThere && !file.getKey().toString().endsWith(".lock")) {
                var content = new Content(file.getValue().inode);
                content.octets = survivors(file.getValue(), loss);
                content.durable = content.octets.clone();
                content.changed = file.getValue().changed;
                content.isNamed = true;
                left.files.put(file.getKey(), content);
            }
        }
        return left;
    }

    private byte[] survivors(Content content, Loss loss) {
        return switch (loss) {
            case ALL_KEPT -> content.octets.clone();
            case ALL_LOST -> content.durable.clone();
            case TORN -> torn(content);
        };
    }

    // Pages reach the disk in any order.
    private byte[] torn(Content content) {
        byte[] octets = content.durable.clone();
        for (Write write : content.unsynced) {
            if (write.position < 0) {
                octets = random.nextBoolean() ? write.octets.clone() : octets;
                continue;
            }
            int end = write.position + write.octets.length;
            octets = Arrays.copyOf(octets, Math.max(octets.length, end));
            for (int at = write.position; at < end; ) {
                int next = Math.min(end, (at / PAGE_OCTETS + 1) * PAGE_OCTETS);
                if (random.nextBoolean()) {
                    System.arraycopy(write.octets, at - write.position, octets, at, next - at);
                }
                at = next;
            }
        }
        return octets;
    }

    public synchronized byte[] octets(Path path) {
        Content content = files.get(path);
        return content == null ? new byte[0] : content.octets.clone();
    }

    /// As another program: `cat >> path`.
    public synchronized void append(Path path, byte[] more) {
        Content content = files.computeIfAbsent(path, _ -> new Content(++time));
        content.isNamed = true;
        int end = content.octets.length;
        content.octets = Arrays.copyOf(content.octets, end + more.length);
        System.arraycopy(more, 0, content.octets, end, more.length);
        content.unsynced.add(new Write(end, more));
        content.changed = ++time;
    }

    @Override
    public synchronized Optional<MailFile> open(Path path) throws IOException {
        faults.operation();
        return Optional.ofNullable(files.get(path)).map(File::new);
    }

    @Override
    public synchronized MailFile openOrCreate(Path path) throws IOException {
        faults.operation();
        return new File(files.computeIfAbsent(path, _ -> new Content(++time)));
    }

    @Override
    public synchronized FileStamp stamp(Path path) {
        Content content = files.get(path);
        return content == null ? FileStamp.ABSENT : stamp(content);
    }

    private static FileStamp stamp(Content content) {
        return new FileStamp(
                1, content.inode, content.octets.length, content.changed, content.changed);
    }

    @Override
    public synchronized boolean createExclusive(Path path, String content) throws IOException {
        faults.operation();
        if (files.containsKey(path)) {
            return false;
        }
        var file = new Content(++time);
        file.octets = content.getBytes(StandardCharsets.US_ASCII);
        files.put(path, file);
        return true;
    }

    @Override
    public synchronized void overwrite(Path path, String content) throws IOException {
        faults.operation();
    }

    @Override
    public synchronized Optional<String> content(Path path) {
        return Optional.ofNullable(files.get(path))
                .map(file -> new String(file.octets, StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<Instant> modified(Path path) {
        return Optional.empty();
    }

    @Override
    public void touch(Path path, Instant moment) {
        // Nobody asks for the time.
    }

    @Override
    public void createFolders(Path folder) {
        // There are none.
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        faults.operation();
        files.remove(path);
    }

    @Override
    public synchronized void syncFolder(Path folder) throws IOException {
        faults.operation();
        for (var file : files.entrySet()) {
            file.getValue().isNamed |= folder.equals(file.getKey().getParent());
        }
    }

    @Override
    public boolean removeUntouched(Path path, Instant since) {
        return false;
    }

    private final class File implements MailFile {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (SimulatedFiles.this) {
                int at = (int) Math.min(position, content.octets.length);
                int length = Math.min(target.remaining(), content.octets.length - at);
                target.put(content.octets, at, length);
                return length;
            }
        }

        @Override
        public void write(ByteBuffer octets, long position) throws IOException {
            synchronized (SimulatedFiles.this) {
                byte[] all = new byte[octets.remaining()];
                octets.get(all);
                try {
                    faults.operation();
                } catch (IOException e) {
                    int room = PAGE_OCTETS - (int) (position % PAGE_OCTETS);
                    int pages = all.length < room ? 0 : 1 + (all.length - room) / PAGE_OCTETS;
                    int some = random.nextInt(pages + 1);
                    int length = some == 0 ? 0 : room + (some - 1) * PAGE_OCTETS;
                    put((int) position, Arrays.copyOf(all, length));
                    throw e;
                }
                put((int) position, all);
            }
        }

        private void put(int position, byte[] octets) {
            if (octets.length > 0) {
                int end = position + octets.length;
                content.octets =
                        Arrays.copyOf(content.octets, Math.max(end, content.octets.length));
                System.arraycopy(octets, 0, content.octets, position, octets.length);
                content.unsynced.add(new Write(position, octets));
                content.changed = ++time;
            }
        }

        @Override
        public void truncate(long octets) throws IOException {
            synchronized (SimulatedFiles.this) {
                faults.operation();
                content.octets = Arrays.copyOf(content.octets, (int) octets);
                content.unsynced.add(new Write(-1, content.octets.clone()));
                content.changed = ++time;
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedFiles.this) {
                try {
                    faults.operation();
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
        public FileStamp stamp() {
            synchronized (SimulatedFiles.this) {
                return SimulatedFiles.stamp(content);
            }
        }

        @Override
        public boolean tryLock(Lock lock) {
            return true;
        }

        @Override
        public void unlock() {
            // Nobody else is here.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
