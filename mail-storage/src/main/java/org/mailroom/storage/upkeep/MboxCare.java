// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.upkeep;

import org.mailroom.storage.file.FileInput;
import org.mailroom.storage.file.FileThreads;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.file.PosixFiles;
import org.mailroom.storage.file.PosixFiles.Owners;
import org.mailroom.storage.folder.RealFolderFiles;
import org.mailroom.storage.mbox.FromLine;
import org.mailroom.storage.mbox.MboxCheck;
import org.mailroom.storage.mbox.MboxFault;
import org.mailroom.storage.mbox.MboxFault.Mending;
import org.mailroom.storage.rewrite.FileSink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Checks and mends mbox files under the locks that all programs obey, also while a server runs.
///
/// @param lockFolder on the file system of no mailbox in particular: for the text of lock files
public record MboxCare(Locking locking, Path lockFolder, ZoneId zone, InstantSource clock) {
    private static final int BUFFER_OCTETS = 256 * 1024;
    private static final byte[] LINE_END = {'\n'};

    /// What was done.
    ///
    /// @param before where the file is as it was; empty where nothing was to be mended
    public record Repair(List<MboxFault> mended, Optional<Path> before) {}

    /// All that is wrong with a file.
    public List<MboxFault> check(Path file) throws IOException {
        try (LockedFile locked = locked(file)) {
            locked.lock(MailFile.Lock.SHARED, Patience.AS_CONFIGURED);
            try {
                return check(locked);
            } finally {
                locked.unlock();
            }
        }
    }

    /// Mends what can be mended; all octets of the file stay. A copy of it is kept beside it.
    public Repair repair(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (LockedFile locked = locked(file);
                var thread = new FileThreads("mbox-repair", 1)) {
            locked.lock(MailFile.Lock.EXCLUSIVE, Patience.AS_CONFIGURED);
            try {
                return thread.call(() -> repair(locked), locked::keepFresh);
            } finally {
                locked.unlock();
            }
        }
    }

    private LockedFile locked(Path file) {
        var files =
                new PosixFiles(locking.kinds(), lockFolder.resolve(".mbox-lock"), Owners.ANYBODY);
        return new LockedFile(files, file, locking, clock, LockedFile.Heir.NONE);
    }

    private List<MboxFault> check(LockedFile locked) throws IOException {
        Optional<MailFile> open = locked.reading();
        if (open.isEmpty()) {
            throw new NoSuchFileException(locked.path().toString());
        }
        return MboxCheck.check(() -> whole(open.get()), zone);
    }

    private static InputStream whole(MailFile file) throws IOException {
        return new FileInput(
                file, 0, file.stamp().octets(), ByteBuffer.allocateDirect(BUFFER_OCTETS));
    }

    Repair repair(LockedFile locked) throws IOException {
        List<MboxFault> faults =
                check(locked).stream()
                        .filter(fault -> isForRepair(fault.mending()))
                        .sorted(Comparator.comparingLong(MboxFault::offset))
                        .toList();
        if (!faults.isEmpty() && !MboxCheck.hasMail(() -> whole(locked.file()), zone)) {
            throw new IOException(
                    locked.path()
                            + ": expected an mbox file: no line of it is a line \"From SENDER"
                            + " DATE\"");
        }
        if (faults.isEmpty()) {
            return new Repair(faults, Optional.empty());
        }
        Path copy = copy(locked);
        try {
            write(copy, faults, locked.file());
        } catch (IOException | RuntimeException e) {
            putBack(copy, locked, e);
            throw e;
        }
        return new Repair(faults, Optional.of(copy));
    }

    private void write(Path copy, List<MboxFault> faults, MailFile file) throws IOException {
        try (InputStream in = Files.newInputStream(copy)) {
            var out = new FileSink(file, 0);
            write(in, faults, out);
            out.flush();
            file.sync();
        }
    }

    // The file has grown: there is room for what it was.
    private void putBack(Path copy, LockedFile locked, Exception why) throws IOException {
        try {
            write(copy, List.of(), locked.file());
            locked.file().truncate(Files.size(copy));
            locked.file().sync();
            Files.delete(copy);
        } catch (IOException e) {
            e.addSuppressed(why);
            throw new IOException(
                    "%s is damaged, and was not put back: copy %s over it (%s)"
                            .formatted(locked.path(), copy, e.getMessage()),
                    e);
        }
    }

    private static boolean isForRepair(Mending mending) {
        return switch (mending) {
            case EMPTY_LINE, FROM_LINE, LINE_END -> true;
            case BY_SERVER, NONE -> false;
        };
    }

    private static Path copy(LockedFile locked) throws IOException {
        Path path = locked.path();
        Path copy = path.resolveSibling(path.getFileName() + ".before-repair");
        for (int number = 2; Files.exists(copy); number++) {
            copy = path.resolveSibling(path.getFileName() + ".before-repair-" + number);
        }
        new RealFolderFiles().create(copy, whole(locked.file()));
        return copy;
    }

    private void write(InputStream in, List<MboxFault> faults, FileSink out) throws IOException {
        long at = 0;
        for (MboxFault fault : faults) {
            transfer(in, fault.offset() - at, out);
            at = fault.offset();
            switch (fault.mending()) {
                case FROM_LINE -> out.put(FromLine.of("", clock.instant(), zone));
                case EMPTY_LINE, LINE_END -> out.put(LINE_END);
                case BY_SERVER, NONE -> throw new IllegalStateException("nothing to do");
            }
        }
        transfer(in, Long.MAX_VALUE, out);
    }

    private static void transfer(InputStream in, long octets, FileSink out) throws IOException {
        byte[] buffer = new byte[BUFFER_OCTETS];
        long left = octets;
        int n = 0;
        while (left > 0 && n >= 0) {
            n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n > 0) {
                out.put(buffer, 0, n);
                left -= n;
            }
        }
    }
}
