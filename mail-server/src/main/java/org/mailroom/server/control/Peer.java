// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.mailroom.core.message.BlockInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A connection of a user, and since when nothing has come or gone by it. Safe for use by several
/// threads.
final class Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    private final UserPrincipal user;
    private final SocketChannel channel;
    private final ScheduledExecutorService deadlines;
    private final Duration writeTime;
    private volatile long moved = System.nanoTime();

    /// @param writeTime for a piece of an answer: whoever does not read it is cut off
    Peer(
            UserPrincipal user,
            SocketChannel channel,
            ScheduledExecutorService deadlines,
            Duration writeTime) {
        this.user = user;
        this.channel = channel;
        this.deadlines = deadlines;
        this.writeTime = writeTime;
    }

    UserPrincipal user() {
        return user;
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - moved);
    }

    void hangUp() {
        LOG.warn("connection of user {} ended: silent for {}", user.getName(), silence());
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("control socket: {}", e.toString());
        }
    }

    InputStream input() {
        InputStream in = Channels.newInputStream(channel);
        return new BlockInput() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = in.read(target, offset, length);
                moved = System.nanoTime();
                return n;
            }
        };
    }

    OutputStream output() {
        OutputStream out = Channels.newOutputStream(channel);
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                // Before: a peer that does not read is silent
                moved = System.nanoTime();
                Future<?> deadline =
                        deadlines.schedule(
                                Peer.this::hangUp, writeTime.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    out.write(octets, offset, length);
                } finally {
                    deadline.cancel(false);
                }
            }
        };
    }
}
