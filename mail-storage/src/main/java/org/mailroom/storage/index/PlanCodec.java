// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Plans of compactions as octets.
final class PlanCodec {
    private PlanCodec() {}

    static void writePlan(CompactionPlan plan, DataOutputStream out) throws IOException {
        out.writeInt(plan.moves().size());
        for (CompactionPlan.Move move : plan.moves()) {
            out.writeLong(move.source());
            out.writeLong(move.target());
            out.writeLong(move.octets());
        }
        out.writeInt(plan.insertions().size());
        for (CompactionPlan.Insertion insertion : plan.insertions()) {
            out.writeLong(insertion.target());
            FieldCodec.writeText(insertion.text(), out);
        }
        out.writeLong(plan.shift());
        out.writeLong(plan.oldOctets());
        out.writeLong(plan.newOctets());
        FieldCodec.writeUids(plan.ghosts(), out);
        out.writeInt(plan.growths().size());
        for (CompactionPlan.Growth growth : plan.growths()) {
            out.writeInt((int) growth.uid());
            out.writeInt(growth.octets());
            out.writeByte(growth.written().code());
        }
    }

    static CompactionPlan readPlan(DataInputStream in) throws IOException {
        List<CompactionPlan.Move> moves = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            moves.add(new CompactionPlan.Move(in.readLong(), in.readLong(), in.readLong()));
        }
        List<CompactionPlan.Insertion> insertions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            insertions.add(new CompactionPlan.Insertion(in.readLong(), FieldCodec.readText(in)));
        }
        return new CompactionPlan(
                moves,
                insertions,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                FieldCodec.readUids(in),
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
}
