// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.file.FileStamp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Changes as octets. Damage is found before octets come here, by their checksum; what is read has
/// been written so.
final class IndexCodec {
    private static final int BASE = 1;
    private static final int INTENDED = 2;
    private static final int WRITTEN = 3;
    private static final int WITHDRAWN = 4;
    private static final int FOUND = 5;
    private static final int CHANGED = 6;
    private static final int EXPUNGED = 7;
    private static final int CLAIMED = 8;
    private static final int COMPACTING = 9;
    private static final int MOVED = 10;
    private static final int COMPACTED = 11;
    private static final int SYNCED = 12;
    private static final int RECOGNIZED = 13;
    private static final int CLOSED = 14;
    private static final int NAMED = 15;
    private static final int COPIED = 16;
    private static final int FLAGGED = 17;

    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int REPLACE = 3;

    private static final int ENTRY_OCTETS = 57;

    private IndexCodec() {}

    static byte[] encode(IndexChange change) {
        var octets = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(octets)) {
            write(change, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return octets.toByteArray();
    }

    static IndexChange decode(byte[] octets) throws IOException {
        return read(new DataInputStream(new ByteArrayInputStream(octets)));
    }

    private static void write(IndexChange change, DataOutputStream out) throws IOException {
        switch (change) {
            case IndexChange.Base base -> {
                out.writeByte(BASE);
                writeText(base.mailbox(), out);
                writeState(base.state(), out);
                writeDeliveries(base.delivered(), out);
                out.writeLong(base.syncedBelow());
            }
            case IndexChange.Named(List<String> mailboxes) -> {
                out.writeByte(NAMED);
                writeTexts(mailboxes, out);
            }
            case IndexChange.Intended intended -> {
                out.writeByte(INTENDED);
                writeEntries(intended.added(), out);
                writeDeliveries(intended.deliveries(), out);
                writeExtent(intended.extent(), out);
            }
            case IndexChange.Written(FileStamp stamp) -> {
                out.writeByte(WRITTEN);
                writeStamp(stamp, out);
            }
            case IndexChange.Withdrawn(FileStamp stamp) -> {
                out.writeByte(WITHDRAWN);
                writeStamp(stamp, out);
            }
            case IndexChange.Found(List<IndexEntry> added, FileStamp stamp) -> {
                out.writeByte(FOUND);
                writeEntries(added, out);
                writeStamp(stamp, out);
            }
            case IndexChange.Changed(List<IndexEntry> entries, FileStamp stamp) -> {
                out.writeByte(CHANGED);
                writeEntries(entries, out);
                writeStamp(stamp, out);
            }
            case IndexChange.Flagged(List<UidRange> uids, FlagChange what, long modSeq) -> {
                out.writeByte(FLAGGED);
                writeRanges(uids, out);
                writeFlagChange(what, out);
                out.writeLong(modSeq);
            }
            case IndexChange.Expunged(List<Long> uids, long modSeq, FileStamp stamp) -> {
                out.writeByte(EXPUNGED);
                writeUids(uids, out);
                out.writeLong(modSeq);
                writeStamp(stamp, out);
            }
            case IndexChange.Claimed(long firstRecent) -> {
                out.writeByte(CLAIMED);
                out.writeLong(firstRecent);
            }
            case IndexChange.Recognized(Delivered delivered) -> {
                out.writeByte(RECOGNIZED);
                writeDeliveries(List.of(delivered), out);
            }
            case IndexChange.Closed _ -> out.writeByte(CLOSED);
            case IndexChange.Synced(long uidNext) -> {
                out.writeByte(SYNCED);
                out.writeLong(uidNext);
            }
            case IndexChange.Compacting(CompactionPlan plan, long movedTo) -> {
                out.writeByte(COMPACTING);
                writePlan(plan, out);
                out.writeLong(movedTo);
            }
            case IndexChange.Moved(long target) -> {
                out.writeByte(MOVED);
                out.writeLong(target);
            }
            case IndexChange.Copied(int restChecksum) -> {
                out.writeByte(COPIED);
                out.writeInt(restChecksum);
            }
            case IndexChange.Compacted(FileStamp stamp) -> {
                out.writeByte(COMPACTED);
                writeStamp(stamp, out);
            }
        }
    }

    private static IndexChange read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case BASE ->
                    new IndexChange.Base(
                            readText(in), readState(in), readDeliveries(in), in.readLong());
            case NAMED -> new IndexChange.Named(readTexts(in));
            case INTENDED ->
                    new IndexChange.Intended(readEntries(in), readDeliveries(in), readExtent(in));
            case WRITTEN -> new IndexChange.Written(readStamp(in));
            case WITHDRAWN -> new IndexChange.Withdrawn(readStamp(in));
            case FOUND -> new IndexChange.Found(readEntries(in), readStamp(in));
            case CHANGED -> new IndexChange.Changed(readEntries(in), readStamp(in));
            case FLAGGED ->
                    new IndexChange.Flagged(readRanges(in), readFlagChange(in), in.readLong());
            case EXPUNGED -> new IndexChange.Expunged(readUids(in), in.readLong(), readStamp(in));
            case CLAIMED -> new IndexChange.Claimed(in.readLong());
            case RECOGNIZED -> new IndexChange.Recognized(readDeliveries(in).getFirst());
            case CLOSED -> new IndexChange.Closed();
            case SYNCED -> new IndexChange.Synced(in.readLong());
            case COMPACTING -> new IndexChange.Compacting(readPlan(in), in.readLong());
            case MOVED -> new IndexChange.Moved(in.readLong());
            case COPIED -> new IndexChange.Copied(in.readInt());
            case COMPACTED -> new IndexChange.Compacted(readStamp(in));
            default -> throw new IOException("unknown record " + kind);
        };
    }

    private static void writeState(IndexState state, DataOutputStream out) throws IOException {
        out.writeLong(state.uidValidity());
        out.writeLong(state.uidNext());
        out.writeLong(state.modSeq());
        out.writeLong(state.firstRecent());
        writeStamp(state.stamp(), out);
        writeEntries(state.messages().entries(), out);
        writeEntries(state.ghosts().entries(), out);
        writeTexts(state.keywords(), out);
    }

    private static IndexState readState(DataInputStream in) throws IOException {
        return new IndexState(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                readStamp(in),
                Columns.of(readEntries(in)),
                Columns.of(readEntries(in)),
                readTexts(in));
    }

    private static void writeStamp(FileStamp stamp, DataOutputStream out) throws IOException {
        out.writeLong(stamp.device());
        out.writeLong(stamp.inode());
        out.writeLong(stamp.octets());
        out.writeLong(stamp.modifiedNanos());
        out.writeLong(stamp.changedNanos());
    }

    private static FileStamp readStamp(DataInputStream in) throws IOException {
        return new FileStamp(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    /// Flags come once each: most messages have the same.
    private static void writeEntries(List<IndexEntry> entries, DataOutputStream out)
            throws IOException {
        Set<Flags> all = new LinkedHashSet<>();
        entries.forEach(entry -> all.add(entry.flags()));
        Map<Flags, Integer> numbers = new HashMap<>();
        out.writeInt(all.size());
        for (Flags flags : all) {
            numbers.put(flags, numbers.size());
            out.writeInt(flags.system());
            writeTexts(List.copyOf(flags.keywords()), out);
        }
        out.writeInt(entries.size());
        ByteBuffer octets = ByteBuffer.allocate(ENTRY_OCTETS);
        for (IndexEntry entry : entries) {
            put(entry, numbers.getOrDefault(entry.flags(), 0), octets.clear());
            out.write(octets.array());
        }
    }

    private static void put(IndexEntry entry, int flags, ByteBuffer out) {
        out.putInt((int) entry.uid())
                .putLong(entry.place().offset())
                .putShort((short) entry.place().fromOctets())
                .putLong(entry.place().contentOctets())
                .put((byte) entry.place().afterOctets())
                .putLong(entry.octets())
                .putInt(entry.crc())
                .put((byte) entry.form())
                .putLong(entry.date().toEpochMilli())
                .putInt(flags)
                .putLong(entry.modSeq())
                .put(entry.written().code());
    }

    private static List<IndexEntry> readEntries(DataInputStream in) throws IOException {
        List<Flags> flags = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            flags.add(new Flags(in.readInt(), Set.copyOf(readTexts(in))));
        }
        int count = in.readInt();
        ByteBuffer octets = ByteBuffer.wrap(in.readNBytes(count * ENTRY_OCTETS));
        List<IndexEntry> entries = new ArrayList<>(count);
        for (int left = count; left > 0; left--) {
            entries.add(entry(octets, flags));
        }
        return entries;
    }

    private static IndexEntry entry(ByteBuffer in, List<Flags> flags) {
        long uid = Integer.toUnsignedLong(in.getInt());
        var place =
                new Place(
                        in.getLong(),
                        Short.toUnsignedInt(in.getShort()),
                        in.getLong(),
                        Byte.toUnsignedInt(in.get()));
        return new IndexEntry(
                uid,
                place,
                in.getLong(),
                in.getInt(),
                Byte.toUnsignedInt(in.get()),
                Instant.ofEpochMilli(in.getLong()),
                flags.get(in.getInt()),
                in.getLong(),
                IndexEntry.Written.of(Byte.toUnsignedInt(in.get())));
    }

    private static void writeRanges(List<UidRange> ranges, DataOutputStream out)
            throws IOException {
        out.writeInt(ranges.size());
        for (UidRange range : ranges) {
            out.writeInt((int) range.first());
            out.writeInt((int) range.last());
        }
    }

    private static List<UidRange> readRanges(DataInputStream in) throws IOException {
        List<UidRange> ranges = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ranges.add(
                    new UidRange(
                            Integer.toUnsignedLong(in.readInt()),
                            Integer.toUnsignedLong(in.readInt())));
        }
        return ranges;
    }

    private static void writeFlagChange(FlagChange change, DataOutputStream out)
            throws IOException {
        out.writeByte(
                switch (change.mode()) {
                    case ADD -> ADD;
                    case REMOVE -> REMOVE;
                    case REPLACE -> REPLACE;
                });
        out.writeInt(change.flags().system());
        writeTexts(List.copyOf(change.flags().keywords()), out);
    }

    private static FlagChange readFlagChange(DataInputStream in) throws IOException {
        int code = in.readUnsignedByte();
        FlagChange.Mode mode =
                switch (code) {
                    case ADD -> FlagChange.Mode.ADD;
                    case REMOVE -> FlagChange.Mode.REMOVE;
                    case REPLACE -> FlagChange.Mode.REPLACE;
                    default -> throw new IOException("unknown change of flags " + code);
                };
        return new FlagChange(mode, new Flags(in.readInt(), Set.copyOf(readTexts(in))));
    }

    private static void writeDeliveries(List<Delivered> deliveries, DataOutputStream out)
            throws IOException {
        out.writeInt(deliveries.size());
        for (Delivered delivered : deliveries) {
            writeText(delivered.key().queueId(), out);
            writeText(delivered.key().recipient(), out);
            out.writeLong(delivered.uid());
        }
    }

    private static List<Delivered> readDeliveries(DataInputStream in) throws IOException {
        List<Delivered> deliveries = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            var key = new DeliveryKey(readText(in), readText(in));
            deliveries.add(new Delivered(key, in.readLong()));
        }
        return deliveries;
    }

    private static void writeExtent(Extent extent, DataOutputStream out) throws IOException {
        out.writeLong(extent.offset());
        out.writeLong(extent.octets());
        out.writeInt(extent.pageChecksums().size());
        for (int checksum : extent.pageChecksums()) {
            out.writeInt(checksum);
        }
    }

    private static Extent readExtent(DataInputStream in) throws IOException {
        long offset = in.readLong();
        long octets = in.readLong();
        List<Integer> checksums = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            checksums.add(in.readInt());
        }
        return new Extent(offset, octets, checksums);
    }

    private static void writePlan(CompactionPlan plan, DataOutputStream out) throws IOException {
        out.writeInt(plan.moves().size());
        for (CompactionPlan.Move move : plan.moves()) {
            out.writeLong(move.source());
            out.writeLong(move.target());
            out.writeLong(move.octets());
        }
        out.writeInt(plan.insertions().size());
        for (CompactionPlan.Insertion insertion : plan.insertions()) {
            out.writeLong(insertion.target());
            writeText(insertion.text(), out);
        }
        out.writeLong(plan.shift());
        out.writeLong(plan.oldOctets());
        out.writeLong(plan.newOctets());
        writeUids(plan.ghosts(), out);
        out.writeInt(plan.growths().size());
        for (CompactionPlan.Growth growth : plan.growths()) {
            out.writeInt((int) growth.uid());
            out.writeInt(growth.octets());
            out.writeByte(growth.written().code());
        }
    }

    private static CompactionPlan readPlan(DataInputStream in) throws IOException {
        List<CompactionPlan.Move> moves = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            moves.add(new CompactionPlan.Move(in.readLong(), in.readLong(), in.readLong()));
        }
        List<CompactionPlan.Insertion> insertions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            insertions.add(new CompactionPlan.Insertion(in.readLong(), readText(in)));
        }
        return new CompactionPlan(
                moves,
                insertions,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                readUids(in),
                readGrowths(in));
    }

    private static List<CompactionPlan.Growth> readGrowths(DataInputStream in) throws IOException {
        List<CompactionPlan.Growth> growths = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            long uid = Integer.toUnsignedLong(in.readInt());
            int octets = in.readInt();
            var written = IndexEntry.Written.of(in.readUnsignedByte());
            growths.add(new CompactionPlan.Growth(uid, octets, written));
        }
        return growths;
    }

    private static void writeUids(List<Long> uids, DataOutputStream out) throws IOException {
        out.writeInt(uids.size());
        for (long uid : uids) {
            out.writeInt((int) uid);
        }
    }

    private static List<Long> readUids(DataInputStream in) throws IOException {
        List<Long> uids = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            uids.add(Integer.toUnsignedLong(in.readInt()));
        }
        return uids;
    }

    private static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(text, out);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
