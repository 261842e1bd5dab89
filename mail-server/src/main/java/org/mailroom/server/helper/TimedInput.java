// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What a peer says, which ends when he says nothing for a while: the connection is closed then.
/// Used by one thread at a time.
final class TimedInput extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(TimedInput.class);

    private final SocketChannel peer;
    private final InputStream in;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private boolean timed = true;

    TimedInput(SocketChannel peer, ScheduledExecutorService timer, Duration patience) {
        this.peer = peer;
        this.in = Channels.newInputStream(peer);
        this.timer = timer;
        this.patience = patience;
    }

    /// He has said all, and may be silent.
    void waitForEver() {
        timed = false;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!timed) {
            return in.read(buffer, offset, length);
        }
        Future<?> end = timer.schedule(this::end, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return in.read(buffer, offset, length);
        } finally {
            end.cancel(false);
        }
    }

    private void end() {
        try {
            LOG.warn("a connection is closed on which nothing is said");
            peer.close();
        } catch (IOException e) {
            LOG.debug("helper socket: {}", e.toString());
        }
    }
}
