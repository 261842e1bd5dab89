// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import org.mailroom.core.compute.TimeLimit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// A connection to a server beside this one. Each step has its time: who takes longer loses the
/// connection. Used by one thread at a time, which it blocks.
public final class EndpointConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final long opened = System.nanoTime();
    private int requests;
    private String topic = "";

    private EndpointConnection(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    /// What is done over a connection.
    public interface Step<T> {
        T run() throws IOException;
    }

    public static EndpointConnection open(Endpoint endpoint, Deadline deadline) throws IOException {
        SocketAddress address = endpoint.place().find(deadline.left());
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        var connection = new EndpointConnection(channel);
        return connection.inTime(
                deadline,
                () -> {
                    channel.connect(address);
                    return connection;
                });
    }

    /// Does a step, and closes the connection where it fails or takes too long.
    public <T> T inTime(Deadline deadline, Step<T> step) throws IOException {
        return TimeLimit.within(deadline.left(), channel, step::run);
    }

    /// Notes what the next request is about.
    EndpointConnection about(String what) {
        topic = what;
        requests++;
        return this;
    }

    /// What the last request was about.
    String topic() {
        return topic;
    }

    int requests() {
        return requests;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - opened);
    }

    /// What the server says.
    public InputStream in() {
        return in;
    }

    public void send(byte[] octets) throws IOException {
        var buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Whether the server has said nothing since its last answer: that it has closed, or something
    /// that would be taken for the next answer.
    public boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            boolean quiet = in.available() == 0 && channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return quiet;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
