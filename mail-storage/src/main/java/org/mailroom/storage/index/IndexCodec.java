// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.file.FileStamp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
                FieldCodec.writeText(base.mailbox(), out);
                writeState(base.state(), out);
                writeDeliveries(base.delivered(), out);
                out.writeLong(base.syncedBelow());
            }
            case IndexChange.Named(List<String> mailboxes) -> {
                out.writeByte(NAMED);
                FieldCodec.writeTexts(mailboxes, out);
            }
            case IndexChange.Intended intended -> {
                out.writeByte(INTENDED);
                EntryCodec.writeEntries(intended.added(), out);
                writeDeliveries(intended.deliveries(), out);
                writeExtent(intended.extent(), out);
            }
            case IndexChange.Written(FileStamp stamp) -> {
                out.writeByte(WRITTEN);
                FieldCodec.writeStamp(stamp, out);
            }
            case IndexChange.Withdrawn(FileStamp stamp) -> {
                out.writeByte(WITHDRAWN);
                FieldCodec.writeStamp(stamp, out);
            }
            case IndexChange.Found(List<IndexEntry> added, FileStamp stamp) -> {
                out.writeByte(FOUND);
                EntryCodec.writeEntries(added, out);
                FieldCodec.writeStamp(stamp, out);
            }
            case IndexChange.Changed(List<IndexEntry> entries, FileStamp stamp) -> {
                out.writeByte(CHANGED);
                EntryCodec.writeEntries(entries, out);
                FieldCodec.writeStamp(stamp, out);
            }
            case IndexChange.Flagged(List<UidRange> uids, FlagChange what, long modSeq) -> {
                out.writeByte(FLAGGED);
                EntryCodec.writeRanges(uids, out);
                EntryCodec.writeFlagChange(what, out);
                out.writeLong(modSeq);
            }
            case IndexChange.Expunged(List<Long> uids, long modSeq, FileStamp stamp) -> {
                out.writeByte(EXPUNGED);
                FieldCodec.writeUids(uids, out);
                out.writeLong(modSeq);
                FieldCodec.writeStamp(stamp, out);
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
                PlanCodec.writePlan(plan, out);
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
                FieldCodec.writeStamp(stamp, out);
            }
        }
    }

    private static IndexChange read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case BASE ->
                    new IndexChange.Base(
                            FieldCodec.readText(in),
                            readState(in),
                            readDeliveries(in),
                            in.readLong());
            case NAMED -> new IndexChange.Named(FieldCodec.readTexts(in));
            case INTENDED ->
                    new IndexChange.Intended(
                            EntryCodec.readEntries(in), readDeliveries(in), readExtent(in));
            case WRITTEN -> new IndexChange.Written(FieldCodec.readStamp(in));
            case WITHDRAWN -> new IndexChange.Withdrawn(FieldCodec.readStamp(in));
            case FOUND ->
                    new IndexChange.Found(EntryCodec.readEntries(in), FieldCodec.readStamp(in));
            case CHANGED ->
                    new IndexChange.Changed(EntryCodec.readEntries(in), FieldCodec.readStamp(in));
            case FLAGGED ->
                    new IndexChange.Flagged(
                            EntryCodec.readRanges(in),
                            EntryCodec.readFlagChange(in),
                            in.readLong());
            case EXPUNGED ->
                    new IndexChange.Expunged(
                            FieldCodec.readUids(in), in.readLong(), FieldCodec.readStamp(in));
            case CLAIMED -> new IndexChange.Claimed(in.readLong());
            case RECOGNIZED -> new IndexChange.Recognized(readDeliveries(in).getFirst());
            case CLOSED -> new IndexChange.Closed();
            case SYNCED -> new IndexChange.Synced(in.readLong());
            case COMPACTING -> new IndexChange.Compacting(PlanCodec.readPlan(in), in.readLong());
            case MOVED -> new IndexChange.Moved(in.readLong());
            case COPIED -> new IndexChange.Copied(in.readInt());
            case COMPACTED -> new IndexChange.Compacted(FieldCodec.readStamp(in));
            default -> throw new IOException("unknown record " + kind);
        };
    }

    private static void writeState(IndexState state, DataOutputStream out) throws IOException {
        out.writeLong(state.uidValidity());
        out.writeLong(state.uidNext());
        out.writeLong(state.modSeq());
        out.writeLong(state.firstRecent());
        FieldCodec.writeStamp(state.stamp(), out);
        EntryCodec.writeEntries(state.messages().entries(), out);
        EntryCodec.writeEntries(state.ghosts().entries(), out);
        FieldCodec.writeTexts(state.keywords(), out);
    }

    private static IndexState readState(DataInputStream in) throws IOException {
        return new IndexState(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                FieldCodec.readStamp(in),
                Columns.of(EntryCodec.readEntries(in)),
                Columns.of(EntryCodec.readEntries(in)),
                FieldCodec.readTexts(in));
    }

    private static void writeDeliveries(List<Delivered> deliveries, DataOutputStream out)
            throws IOException {
        out.writeInt(deliveries.size());
        for (Delivered delivered : deliveries) {
            FieldCodec.writeText(delivered.key().queueId(), out);
            FieldCodec.writeText(delivered.key().recipient(), out);
            out.writeLong(delivered.uid());
        }
    }

    private static List<Delivered> readDeliveries(DataInputStream in) throws IOException {
        List<Delivered> deliveries = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            var key = new DeliveryKey(FieldCodec.readText(in), FieldCodec.readText(in));
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
}
