// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.mailroom.storage.NewMessage;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Messages on their way between a command and the server: folder by folder, with an end, so that
/// one that breaks off is noticed.
public final class MessageStream {
    static final int END = 0;
    static final int MESSAGE = 1;
    static final int FOLDER = 2;
    static final int FAILURE = 3;

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
}
