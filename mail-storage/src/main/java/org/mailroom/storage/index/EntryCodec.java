// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Entries of an index as octets, and changes of flags.
final class EntryCodec {
    private static final int ENTRY_OCTETS = 57;

    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int REPLACE = 3;

    private EntryCodec() {}

    /// Flags come once each: most messages have the same.
    static void writeEntries(List<IndexEntry> entries, DataOutputStream out) throws IOException {
        Set<Flags> all = new LinkedHashSet<>();
        entries.forEach(entry -> all.add(entry.flags()));
        Map<Flags, Integer> numbers = new HashMap<>();
        out.writeInt(all.size());
        for (Flags flags : all) {
            numbers.put(flags, numbers.size());
            out.writeInt(flags.system());
            FieldCodec.writeTexts(List.copyOf(flags.keywords()), out);
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

    static List<IndexEntry> readEntries(DataInputStream in) throws IOException {
        List<Flags> flags = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            flags.add(new Flags(in.readInt(), Set.copyOf(FieldCodec.readTexts(in))));
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

    static void writeRanges(List<UidRange> ranges, DataOutputStream out) throws IOException {
        out.writeInt(ranges.size());
        for (UidRange range : ranges) {
            out.writeInt((int) range.first());
            out.writeInt((int) range.last());
        }
    }

    static List<UidRange> readRanges(DataInputStream in) throws IOException {
        List<UidRange> ranges = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ranges.add(
                    new UidRange(
                            Integer.toUnsignedLong(in.readInt()),
                            Integer.toUnsignedLong(in.readInt())));
        }
        return ranges;
    }

    static void writeFlagChange(FlagChange change, DataOutputStream out) throws IOException {
        out.writeByte(
                switch (change.mode()) {
                    case ADD -> ADD;
                    case REMOVE -> REMOVE;
                    case REPLACE -> REPLACE;
                });
        out.writeInt(change.flags().system());
        FieldCodec.writeTexts(List.copyOf(change.flags().keywords()), out);
    }

    static FlagChange readFlagChange(DataInputStream in) throws IOException {
        int code = in.readUnsignedByte();
        FlagChange.Mode mode =
                switch (code) {
                    case ADD -> FlagChange.Mode.ADD;
                    case REMOVE -> FlagChange.Mode.REMOVE;
                    case REPLACE -> FlagChange.Mode.REPLACE;
                    default -> throw new IOException("unknown change of flags " + code);
                };
        return new FlagChange(mode, new Flags(in.readInt(), Set.copyOf(FieldCodec.readTexts(in))));
    }
}
