// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.core.journal.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The summaries of the messages of one mailbox, kept in a file beside its index. They may be lost
/// or damaged at any time: what is not found is made anew, and trouble with the file costs no more
/// than time. Safe for use by several threads.
public final class Summaries {
    private static final Logger LOG = LoggerFactory.getLogger(Summaries.class);

    /// A file with so little waste is not written anew.
    private static final long SMALL_OCTETS = 1 << 20;

    private final IndexFolder folder;
    private final int version;
    private Contents contents = new NotOpen();

    /// Written while this is locked; whoever asks does not wait for the file.
    private volatile long memoryOctets;

    private sealed interface Contents {}

    private record NotOpen() implements Contents {}

    private record Open(Disk disk, SummaryFile file, OffsetTable offsets) implements Contents {}

    /// There has been trouble with the file.
    private record Broken() implements Contents {}

    private record Closed() implements Contents {}

    /// @param version of the form that summaries have
    public Summaries(IndexFolder folder, int version) {
        this.folder = folder;
        this.version = version;
    }

    public synchronized Optional<byte[]> get(long uidValidity, IndexEntry message) {
        try {
            return opened() instanceof Open open
                    ? read(open, key(uidValidity, message))
                    : Optional.empty();
        } catch (IOException e) {
            broken(e);
            return Optional.empty();
        }
    }

    /// Keeps a summary, unless it is too long.
    public synchronized void put(long uidValidity, IndexEntry message, byte[] summary) {
        try {
            if (opened() instanceof Open open && summary.length <= SummaryFile.MAX_SUMMARY_OCTETS) {
                SummaryFile.Key key = key(uidValidity, message);
                open.offsets().put(key.uid(), open.file().append(key, summary));
            }
        } catch (IOException e) {
            broken(e);
        }
        measure();
    }

    private static SummaryFile.Key key(long uidValidity, IndexEntry message) {
        return new SummaryFile.Key(uidValidity, message.uid(), message.crc(), message.octets());
    }

    private static Optional<byte[]> read(Open open, SummaryFile.Key key) throws IOException {
        long offset = open.offsets().get(key.uid());
        return offset == 0 ? Optional.empty() : open.file().read(key, offset);
    }

    /// Writes what has been put, and gives back the room of messages that are gone.
    public synchronized void tidy(IndexState state) {
        if (contents instanceof Open open) {
            try {
                if (open.file().write() && waste(open, state) > SMALL_OCTETS) {
                    rewrite(open, state);
                }
            } catch (IOException e) {
                broken(e);
            }
        }
        measure();
    }

    /// About what summaries of messages that are gone take, if it is more than those of others.
    private static long waste(Open open, IndexState state) {
        int live = 0;
        for (int position = 0; position < state.messages().size(); position++) {
            live += open.offsets().get(state.messages().uid(position)) == 0 ? 0 : 1;
        }
        int all = open.offsets().size();
        return all > 2 * live ? open.file().octets() / all * (all - live) : 0;
    }

    private void rewrite(Open old, IndexState state) throws IOException {
        Open next = create(folder.made());
        try {
            copy(old, state, next);
        } catch (IOException e) {
            next.file().close();
            next.disk().delete(SummaryFile.name(next.file().number()));
            throw e;
        }
        contents = next;
        old.file().close();
        deleteOthers(next);
    }

    private static void copy(Open old, IndexState state, Open next) throws IOException {
        for (int position = 0; position < state.messages().size(); position++) {
            SummaryFile.Key key = key(state.uidValidity(), state.messages().entry(position));
            Optional<byte[]> summary = read(old, key);
            if (summary.isPresent()) {
                next.offsets().put(key.uid(), next.file().append(key, summary.get()));
            }
        }
        var _ = next.file().write();
    }

    /// About how much of the memory they take.
    public long memoryOctets() {
        return memoryOctets;
    }

    private synchronized void measure() {
        memoryOctets =
                contents instanceof Open open
                        ? open.offsets().memoryOctets() + open.file().memoryOctets()
                        : 0;
    }

    /// Nothing is kept from now on: the folder may be gone.
    public synchronized void close() {
        end(new Closed());
    }

    private void end(Contents rest) {
        if (contents instanceof Open open) {
            try (SummaryFile file = open.file()) {
                var _ = file.write();
            } catch (IOException e) {
                LOG.warn("The summaries in {} were not written: {}", open.disk(), e.toString());
            }
        }
        contents = rest;
        measure();
    }

    private Contents opened() throws IOException {
        if (contents instanceof NotOpen) {
            contents = open(folder.made());
            measure();
        }
        return contents;
    }

    private Open open(Disk disk) throws IOException {
        List<Long> numbers =
                SummaryFile.numbers(disk).stream().sorted(Comparator.reverseOrder()).toList();
        for (long number : numbers) {
            var offsets = new OffsetTable();
            Optional<SummaryFile> found =
                    SummaryFile.open(
                            disk, number, version, (key, at) -> offsets.put(key.uid(), at));
            if (found.isPresent()) {
                var open = new Open(disk, found.get(), offsets);
                deleteOthers(open);
                return open;
            }
        }
        Open created = create(disk);
        deleteOthers(created);
        return created;
    }

    private Open create(Disk disk) throws IOException {
        long newest = SummaryFile.numbers(disk).stream().max(Long::compare).orElse(0L);
        return new Open(disk, SummaryFile.create(disk, newest + 1, version), new OffsetTable());
    }

    private static void deleteOthers(Open open) throws IOException {
        for (long number : SummaryFile.numbers(open.disk())) {
            if (number != open.file().number()) {
                open.disk().delete(SummaryFile.name(number));
            }
        }
    }

    private void broken(IOException e) {
        LOG.warn("Summaries are not kept for now: {}", e.toString());
        end(new Broken());
    }
}
