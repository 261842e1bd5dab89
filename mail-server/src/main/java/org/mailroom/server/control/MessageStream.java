// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.TreeSet;

/// Messages on their way between a command and the server: folder by folder, with an end, so that
/// one that breaks off is noticed.
public final class MessageStream {
    private static final int END = 0;
    private static final int MESSAGE = 1;
    private static final int FOLDER = 2;
    private static final int FAILURE = 3;

    /// One that is larger is no message of a person. It is in memory as a whole.
    private static final long MAX_OCTETS = 128 << 20;

    private MessageStream() {}

    /// What comes out of a stream.
    public sealed interface Item {
        /// The messages that follow lie in it.
        ///
        /// @param octets of all of them
        record Folder(String name, long octets) implements Item {}

        record Message(NewMessage message) implements Item {}

        /// The sender can go no further.
        record Failure(String why) implements Item {}

        record End() implements Item {}
    }

    public static void write(DataOutputStream out, Item item) throws IOException {
        switch (item) {
            case Item.Folder(var name, var octets) -> {
                out.writeByte(FOLDER);
                out.writeUTF(name);
                out.writeLong(octets);
            }
            case Item.Message(var message) -> {
                out.writeByte(MESSAGE);
                write(out, message);
            }
            case Item.Failure(var why) -> {
                out.writeByte(FAILURE);
                out.writeUTF(why);
            }
            case Item.End _ -> out.writeByte(END);
        }
    }

    private static void write(DataOutputStream out, NewMessage message) throws IOException {
        out.writeLong(message.internalDate().toEpochMilli());
        out.writeInt(message.flags().system());
        out.writeInt(message.flags().keywords().size());
        for (String keyword : message.flags().keywords()) {
            out.writeUTF(keyword);
        }
        out.writeLong(message.content().octets());
        try (InputStream content = message.content().open()) {
            long sent = content.transferTo(out);
            if (sent != message.content().octets()) {
                throw new IOException("a message has changed while it was read");
            }
        }
    }

    /// Reads the next. The content of a message is in memory.
    public static Item read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case END -> new Item.End();
            case MESSAGE -> new Item.Message(message(in));
            case FOLDER -> new Item.Folder(in.readUTF(), in.readLong());
            case FAILURE -> new Item.Failure(in.readUTF());
            default -> throw new IOException("not a stream of messages");
        };
    }

    private static NewMessage message(DataInputStream in) throws IOException {
        Instant date = Instant.ofEpochMilli(in.readLong());
        int system = in.readInt();
        var keywords = new TreeSet<String>();
        for (int left = in.readInt(); left > 0; left--) {
            String keyword = in.readUTF();
            // An archive may say anything
            if (Flags.isKeyword(keyword)) {
                keywords.add(keyword);
            }
        }
        long octets = in.readLong();
        if (octets < 0 || octets > MAX_OCTETS) {
            throw new IOException("a message has more than %d octets".formatted(MAX_OCTETS));
        }
        byte[] content = in.readNBytes((int) octets);
        if (content.length < octets) {
            throw new java.io.EOFException("a message breaks off");
        }
        return new NewMessage(MessageContent.of(content), new Flags(system, keywords), date);
    }
}
