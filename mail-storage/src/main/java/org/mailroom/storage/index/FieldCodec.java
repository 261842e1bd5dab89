// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.file.FileStamp;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What index records are made of as octets.
final class FieldCodec {
    private FieldCodec() {}

    static void writeStamp(FileStamp stamp, DataOutputStream out) throws IOException {
        out.writeLong(stamp.device());
        out.writeLong(stamp.inode());
        out.writeLong(stamp.octets());
        out.writeLong(stamp.modifiedNanos());
        out.writeLong(stamp.changedNanos());
    }

    static FileStamp readStamp(DataInputStream in) throws IOException {
        return new FileStamp(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    static void writeUids(List<Long> uids, DataOutputStream out) throws IOException {
        out.writeInt(uids.size());
        for (long uid : uids) {
            out.writeInt((int) uid);
        }
    }

    static List<Long> readUids(DataInputStream in) throws IOException {
        List<Long> uids = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            uids.add(Integer.toUnsignedLong(in.readInt()));
        }
        return uids;
    }

    static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(text, out);
        }
    }

    static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
