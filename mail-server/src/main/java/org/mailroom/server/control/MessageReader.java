// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.mailroom.core.message.ContentSpool;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Reads what a `MessageStream` has written. Messages can be read until `release`; large ones lie
/// in files. For one thread.
public final class MessageReader implements Closeable {
    private static final int BUFFER_OCTETS = 1 << 16;

    private final DataInputStream in;
    private final Path scratch;
    private final List<ContentSpool> spools = new ArrayList<>();
    private final byte[] buffer = new byte[BUFFER_OCTETS];

    public MessageReader(DataInputStream in, Path scratch) {
        this.in = in;
        this.scratch = scratch;
    }

    /// Reads what comes next.
    ///
    /// @throws NoRoomException when a message has been read, and lost
    public Item read() throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case MessageStream.END -> new Item.End();
            case MessageStream.MESSAGE -> new Item.Message(message());
            case MessageStream.FOLDER -> new Item.Folder(in.readUTF(), in.readLong());
            case MessageStream.FAILURE -> new Item.Failure(in.readUTF());
            default -> throw new IOException("not a stream of messages");
        };
    }

    private NewMessage message() throws IOException {
        Instant date = Instant.ofEpochMilli(in.readLong());
        Flags flags = flags();
        long left = in.readLong();
        var spool = new ContentSpool(scratch);
        spools.add(spool);
        String trouble = "";
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException("a message breaks off");
            }
            left -= n;
            if (trouble.isEmpty()) {
                trouble = written(spool, n);
            }
        }
        if (!trouble.isEmpty()) {
            throw new NoRoomException(trouble);
        }
        return new NewMessage(spool.content(), flags, date);
    }

    private Flags flags() throws IOException {
        int system = in.readInt();
        var keywords = new TreeSet<String>();
        for (int left = in.readInt(); left > 0; left--) {
            String keyword = in.readUTF();
            // An archive may say anything
            if (Flags.isKeyword(keyword)) {
                keywords.add(keyword);
            }
        }
        return new Flags(system, keywords);
    }

    // What is wrong, or nothing
    private String written(ContentSpool spool, int octets) {
        try {
            spool.write(buffer, 0, octets);
            return "";
        } catch (IOException e) {
            return "no room for a message in %s: %s".formatted(scratch, e.getMessage());
        }
    }

    /// Ends the use of all messages read so far.
    public void release() throws IOException {
        for (ContentSpool spool : spools) {
            spool.close();
        }
        spools.clear();
    }

    @Override
    public void close() throws IOException {
        release();
    }
}
