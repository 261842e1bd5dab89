// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// A real file. Readers have a channel of their own: an interrupt of a reading thread closes the
/// channel it reads from, and must not take it away from the writer.
final class ChannelFile implements DiskFile {
    private final Path path;
    private final FileChannel writing;
    private volatile @Nullable FileChannel reading;
    private volatile boolean closed;

    ChannelFile(Path path, FileChannel writing) {
        this.path = path;
        this.writing = writing;
    }

    @Override
    public void write(ByteBuffer octets, long position) throws IOException {
        long at = position;
        while (octets.hasRemaining()) {
            at += writing.write(octets, at);
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        try {
            return readFrom(channel(), target, position);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (ClosedChannelException e) {
            // Another reader was interrupted: once more, over a new channel.
            target.position(start);
            return readFrom(channel(), target, position);
        }
    }

    private static int readFrom(FileChannel channel, ByteBuffer target, long position)
            throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int n = channel.read(target, position + total);
            if (n < 0) {
                break;
            }
            total += n;
        }
        return total;
    }

    private FileChannel channel() throws IOException {
        FileChannel channel = reading;
        return channel != null && channel.isOpen() ? channel : reopened();
    }

    private synchronized FileChannel reopened() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        FileChannel channel = reading;
        if (channel == null || !channel.isOpen()) {
            channel =
                    FileChannel.open(
                            path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            reading = channel;
        }
        return channel;
    }

    @Override
    public void sync() throws IOException {
        writing.force(false);
    }

    @Override
    public long size() throws IOException {
        return writing.size();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel channel = reading;
        if (channel != null) {
            channel.close();
        }
        writing.close();
    }
}
