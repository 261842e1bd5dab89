// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/// Takes connections from a Unix socket, each for a thread of its own.
///
/// @param name of the threads, and in the log
public record AcceptLoop(ServerSocketChannel socket, String name) {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Until the socket is closed.
    public void run(Consumer<SocketChannel> session) {
        run(session, task -> Thread.ofPlatform().name(name).daemon().start(task));
    }

    /// @param threads starts one
    void run(Consumer<SocketChannel> session, Consumer<Runnable> threads) {
        while (socket.isOpen()) {
            try {
                begin(socket.accept(), session, threads);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Such as: no more descriptors; to ask again at once would not help
                LOG.warn("{}: {}", name, e.toString());
                pause();
            }
        }
    }

    private void begin(
            SocketChannel peer, Consumer<SocketChannel> session, Consumer<Runnable> threads)
            throws IOException {
        try {
            threads.accept(() -> session.accept(peer));
        } catch (OutOfMemoryError e) {
            // There are as many threads as there may be
            peer.close();
            LOG.warn("{}: {}", name, e.toString());
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
