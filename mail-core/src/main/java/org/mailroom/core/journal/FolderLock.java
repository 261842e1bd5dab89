// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The lock on a folder that only one server may use. It ends with the process, however that ends.
public final class FolderLock implements Closeable {
    private static final int PID_OCTETS = 20;

    /// Begins with a dot, as nothing does that is kept in such a folder by the name of a user.
    private static final String NAME = ".lock";

    /// What this process holds. The lock is the process's: closing any other channel on the file
    /// would drop it, so the file must not even be opened twice (fcntl(2)).
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// Takes the lock, or throws a JournalException that names the process which has it.
    public static FolderLock take(Path folder) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        if (!HELD.add(real)) {
            throw inUse(folder, " (process " + ProcessHandle.current().pid() + ")");
        }
        try {
            return new FolderLock(real, locked(real));
        } catch (IOException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(NAME),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS));
        // It lives as long as the channel, which is what this object keeps.
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String owner = owner(channel);
            channel.close();
            throw inUse(folder, owner);
        }
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        return channel;
    }

    private static JournalException inUse(Path folder, String owner) {
        return new JournalException(
                folder + " is in use by another Mailroom" + owner + ": stop that one first");
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_OCTETS);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return text.isBlank() ? "" : " (process " + text.strip() + ")";
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(folder);
    }
}
