// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;

import org.mailroom.core.net.WireClosedException.Reason;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.core.tls.TlsLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One connection. Output is gathered and sent by `flush`, or when much has gathered; writing
/// blocks while the peer is slow. On the session's thread only, except `close`, `peer` and
/// `isConnected`.
public final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int GATHER = 32 * 1024;
    private static final int FIRST_GATHER = 512;
    private static final byte[] NOTHING = new byte[0];

    private final Channel channel;
    private final SessionInput input;
    private final Semaphore lingerers;
    private final long begun = System.nanoTime();
    private volatile Peer peer;
    private int concurrent;
    private Duration writeTimeout = Duration.ofMinutes(5);
    private Optional<TlsInfo> tls = Optional.empty();
    private Runnable whenRecognized = () -> {};
    private byte[] gathered = NOTHING;
    private int gatheredOctets;
    private Future<?> sent;

    /// @param lingerers places for peers that are heard behind the end of their session
    Wire(Channel channel, SessionInput input, Semaphore lingerers) {
        this.channel = channel;
        this.input = input;
        this.lingerers = lingerers;
        this.sent = channel.newSucceededFuture();
        this.peer = Peer.of(channel);
    }

    public Peer peer() {
        return peer;
    }

    /// A proxy has told who is at the other end.
    void standsFor(Peer told) {
        peer = told;
    }

    /// How long ago the connection began.
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// How many connections of its client there were at its door when this one came, with it; 0
    /// where the client is exempt from limits, and at the end that connected.
    public int concurrent() {
        return concurrent;
    }

    /// The door has counted it.
    void concurrent(int number) {
        concurrent = number;
    }

    public SessionInput input() {
        return input;
    }

    /// What TLS agreed on; empty in clear.
    public Optional<TlsInfo> tls() {
        return tls;
    }

    /// Whether nobody can listen: under TLS, or where there is no wire.
    public boolean isPrivate() {
        return tls.isPresent() || peer.remote().getAddress().isLoopbackAddress();
    }

    /// Whether the peer is still there, as far as is known: who sends no more may have gone. Safe
    /// for use by several threads.
    public boolean isConnected() {
        return channel.isActive() && !input.hasEnded();
    }

    /// Says that the client has logged in: it is a stranger no longer (`Door.Counted`).
    public void recognized() {
        whenRecognized.run();
    }

    void whenRecognized(Runnable tell) {
        whenRecognized = tell;
    }

    public void write(byte[] octets, int offset, int length) {
        if (length >= GATHER) {
            flush();
            send(Arrays.copyOfRange(octets, offset, offset + length), length);
            return;
        }
        if (gatheredOctets + length > gathered.length) {
            int room = Math.max(FIRST_GATHER, Integer.highestOneBit(gatheredOctets + length) * 2);
            gathered = Arrays.copyOf(gathered, room);
        }
        System.arraycopy(octets, offset, gathered, gatheredOctets, length);
        gatheredOctets += length;
        if (gatheredOctets >= GATHER) {
            flush();
        }
    }

    /// Writes text as UTF-8.
    public void write(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        write(octets, 0, octets.length);
    }

    /// Sends what is gathered. That it cannot be sent shows when more is written, or read.
    public void flush() {
        if (gatheredOctets == 0) {
            return;
        }
        byte[] octets = gathered;
        int length = gatheredOctets;
        gathered = NOTHING;
        gatheredOctets = 0;
        send(octets, length);
    }

    /// The longest time that one write may wait for a slow peer.
    public void writeTimeout(Duration timeout) {
        writeTimeout = timeout;
    }

    /// Flushes, then does the handshake as the server. Input that came before it ends the session:
    /// it was not protected (RFC 3207 §6).
    public TlsInfo startTls(ServerTls server, Duration timeout) {
        return handshake(server.layer(channel.eventLoop()), timeout);
    }

    /// Flushes, then does the handshake as the client, with `host` in SNI.
    public TlsInfo startTls(ClientTls client, String host, Duration timeout) {
        return handshake(client.layer(channel, host, peer.remote().getPort()), timeout);
    }

    /// The certificates that the other end showed, its own first; none where it showed none, and in
    /// clear.
    public List<X509Certificate> certificates() {
        return tls.map(TlsInfo::shown).orElse(List.of());
    }

    /// The peer has asked to end, and so should send no more: what it does is not waited for.
    public void peerQuits() {
        input.end(Reason.LOST);
    }

    /// Sends what has been flushed as far as the peer takes it at once, and closes. Safe for use by
    /// several threads; never blocks.
    @Override
    public void close() {
        switch (input.close()) {
            case OPEN -> onLoop(this::lingerAndClose);
            case ENDED -> onLoop(this::closeSoon);
            case CLOSED_BEFORE -> {}
        }
    }

    private void onLoop(Runnable work) {
        try {
            channel.eventLoop().execute(work);
        } catch (RejectedExecutionException ended) {
            // The transport has ended, and its connections with it
            LOG.trace("{} outlived the transport", peer.remote());
        }
    }

    // On the event loop
    private void closeSoon() {
        Future<?> last =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
        if (!last.isDone()) {
            closeWithinTime();
        }
    }

    /// A socket that is closed with input unread resets the connection, and the reset overtakes the
    /// last reply. So the peer is told of the end, and what it still sends thrown away, until it
    /// has heard. On the event loop.
    private void lingerAndClose() {
        if (!(channel instanceof DuplexChannel duplex) || !lingerers.tryAcquire()) {
            closeSoon();
            return;
        }
        channel.closeFuture().addListener(_ -> lingerers.release());
        SslHandler tlsHandler = channel.pipeline().get(SslHandler.class);
        if (tlsHandler != null) {
            var _ = tlsHandler.closeOutbound();
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput(duplex));
        channel.config().setAutoRead(true);
        closeWithinTime();
    }

    private static void endOutput(DuplexChannel channel) {
        var _ = channel.isInputShutdown() ? channel.close() : channel.shutdownOutput();
    }

    private void closeWithinTime() {
        Runnable cut =
                () -> {
                    var _ = channel.close();
                };
        Future<?> timer =
                channel.eventLoop().schedule(cut, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }

    /// Waits for a handshake that began with the connection (RFC 8314 §3).
    TlsInfo awaitHandshake(TlsLayer layer, Duration timeout) {
        Future<?> ended = orClosed(layer.handshake());
        if (!await(ended, timeout)) {
            close();
            throw new WireClosedException(Reason.TLS, "TLS handshake: " + failure(ended));
        }
        TlsInfo info = layer.info().get();
        tls = Optional.of(info);
        return info;
    }

    private static String failure(Future<?> handshake) {
        return switch (handshake.cause()) {
            case null -> "timeout";
            case ClosedChannelException _ -> "lost connection";
            // Its message is all that came, which may be a password
            case NotSslRecordException _ -> "not a TLS record";
            case Throwable cause -> String.valueOf(cause.getMessage());
        };
    }

    /// The socket is not read from the look at the input until the handler stands: so what comes
    /// after the look can only be the handshake, and anything else makes it fail.
    private TlsInfo handshake(TlsLayer layer, Duration timeout) {
        Future<Boolean> clean =
                channel.eventLoop()
                        .submit(
                                () -> {
                                    channel.config().setAutoRead(false);
                                    return input.buffered() == 0;
                                });
        if (!await(clean, timeout) || !clean.getNow()) {
            close();
            throw new WireClosedException(Reason.TLS, "input before the TLS handshake");
        }
        flush();
        awaitSent();
        if (!await(channel.eventLoop().submit(() -> begin(layer)), timeout)) {
            close();
            throw new WireClosedException(Reason.TLS, "no TLS handshake");
        }
        return awaitHandshake(layer, timeout);
    }

    /// On the event loop, so that nothing comes while the handler is put in: the end of a peer is
    /// told even while nothing is read from it, and until the handler stands to nobody but the
    /// input.
    private void begin(TlsLayer layer) {
        channel.pipeline().addFirst(layer.handler());
        channel.config().setAutoRead(true);
        if (input.hasEnded()) {
            var _ = channel.close();
        }
    }

    // A handler that joins a closed channel never begins, and never fails
    private Future<?> orClosed(Future<Channel> handshake) {
        Promise<Channel> ended = channel.eventLoop().newPromise();
        handshake.addListener(new PromiseNotifier<>(false, ended));
        channel.closeFuture().addListener(_ -> ended.tryFailure(new ClosedChannelException()));
        return ended;
    }

    // One write is on its way at most: so a slow peer holds its session, and little memory. Nobody
    // waits for the one that was begun last: waking the session for it would cost more than it.
    private void send(byte[] octets, int length) {
        awaitSent();
        sent = channel.writeAndFlush(Unpooled.wrappedBuffer(octets, 0, length));
    }

    private void awaitSent() {
        if (!await(sent, writeTimeout)) {
            Reason reason = sent.isDone() ? Reason.LOST : Reason.TIMEOUT;
            input.end(reason);
            var _ = channel.close();
            throw new WireClosedException(reason, "cannot write");
        }
    }

    private static boolean await(Future<?> future, Duration timeout) {
        try {
            return future.await(timeout.toMillis()) && future.isSuccess();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireClosedException(Reason.CLOSED_HERE, "interrupted");
        }
    }
}
