// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

import org.mailroom.core.tls.TlsLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The event loops of the server: opens doors and makes outgoing connections. Epoll where it loads,
/// NIO elsewhere. Safe for use by several threads.
public final class Transport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    private static final int BACKLOG = 1024;
    private static final Duration REFUSAL_TIMEOUT = Duration.ofSeconds(30);
    private static final int REFUSALS_AT_ONCE = 32;
    private static final int LINGERERS_AT_ONCE = 256;

    // The last one comes when the input of a session is full
    private static final RecvByteBufAllocator PIECES =
            new AdaptiveRecvByteBufAllocator(512, 2048, 16 * 1024);

    private final boolean epoll = Epoll.isAvailable();
    private final Capacity capacity;
    private final AtomicLong sessions = new AtomicLong();
    // Who is refused behind a handshake must not hold more than a few places
    private final Semaphore refusals = new Semaphore(REFUSALS_AT_ONCE);
    private final Semaphore lingerers = new Semaphore(LINGERERS_AT_ONCE);
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(
                    2, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    /// Takes as many connections as this process can bear.
    public Transport() {
        this(Capacity.ofProcess());
    }

    Transport(Capacity capacity) {
        this.capacity = capacity;
    }

    /// Opens a listening socket. A port in use gives an IOException whose text names the address.
    public Listener listen(Door door) throws IOException {
        Optional<SocketFile> file =
                door.address() instanceof UnixDomainSocketAddress unix
                        ? Optional.of(new SocketFile(unix.getPath()))
                        : Optional.empty();
        if (file.isPresent()) {
            file.get().makeWay();
        }
        var listener = new CompletableFuture<Listener>();
        ChannelFuture bound =
                server(door.address())
                        .group(loops)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, PIECES)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        admit(door, listener, channel);
                                    }
                                })
                        .bind()
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + door.address() + " for " + door.name(), bound.cause());
        }
        if (file.isPresent()) {
            file.get().openToAll();
        }
        var open = new Listener(bound.channel(), door.limits());
        listener.complete(open);
        return open;
    }

    private ServerBootstrap server(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return epoll
                    ? new ServerBootstrap()
                            .channel(EpollServerDomainSocketChannel.class)
                            .localAddress(new DomainSocketAddress(unix.getPath().toFile()))
                    : new ServerBootstrap()
                            .channel(NioServerDomainSocketChannel.class)
                            .localAddress(unix);
        }
        Class<? extends ServerChannel> kind =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        return new ServerBootstrap()
                .channel(kind)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .localAddress(address);
    }

    /// Connects to a server. Blocks.
    ///
    /// @throws WireClosedException when the thread is interrupted
    public Wire connect(InetSocketAddress server, Optional<InetAddress> from, Duration timeout)
            throws IOException {
        var bootstrap =
                new Bootstrap()
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true);
        from.ifPresent(address -> bootstrap.localAddress(address, 0));
        return connect(bootstrap, server, timeout);
    }

    /// The same by a Unix socket, whose ends count as the loopback: nobody outside can listen.
    public Wire connect(UnixDomainSocketAddress server, Duration timeout) throws IOException {
        return epoll
                ? connect(
                        new Bootstrap().channel(EpollDomainSocketChannel.class),
                        new DomainSocketAddress(server.getPath().toFile()),
                        timeout)
                : connect(new Bootstrap().channel(NioDomainSocketChannel.class), server, timeout);
    }

    private Wire connect(Bootstrap bootstrap, SocketAddress server, Duration timeout)
            throws IOException {
        var wire = new CompletableFuture<Inbound>();
        bootstrap
                .group(loops)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                var inbound = new Inbound(channel);
                                channel.pipeline().addLast(inbound);
                                wire.complete(inbound);
                            }
                        });
        ChannelFuture connected = bootstrap.connect(server);
        try {
            connected.await();
        } catch (InterruptedException e) {
            connected.addListener(ChannelFutureListener.CLOSE);
            Thread.currentThread().interrupt();
            throw new WireClosedException(WireClosedException.Reason.CLOSED_HERE, "interrupted");
        }
        if (!connected.isSuccess()) {
            throw new IOException("cannot connect to " + server, connected.cause());
        }
        return new Wire(connected.channel(), wire.join().input(), lingerers);
    }

    /// Sends what sessions have flushed as far as their peers take it at once, and ends.
    @Override
    public void close() {
        if (!loops.isShuttingDown()) {
            // Behind all that was handed to the loops before
            loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly());
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// On the event loop, with every connection: what is refused here costs no thread and no
    /// handshake.
    private void admit(Door door, CompletableFuture<Listener> listener, Channel channel) {
        channel.closeFuture().addListener(_ -> capacity.leave());
        switch (capacity.enter()) {
            case TAKEN -> {
                Optional<ProxyHeader> proxy =
                        door.proxies().map(_ -> ProxyHeader.expectedBy(channel));
                Optional<TlsLayer> tls = wrapper(door, channel);
                var connection = new Connection(wire(channel), proxy, tls);
                var _ = listener.thenAccept(open -> begin(door, open, connection));
            }
            case REFUSED -> refuse(door, channel);
            case CUT -> {
                var _ = channel.close();
            }
        }
    }

    private static void refuse(Door door, Channel channel) {
        String text = door.wrapper().isEmpty() ? door.refusal() + "\r\n" : "";
        var _ =
                channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                        .addListener(ChannelFutureListener.CLOSE);
    }

    private static Optional<TlsLayer> wrapper(Door door, Channel channel) {
        Optional<TlsLayer> tls =
                door.wrapper().map(it -> it.tls().get().layer(channel.eventLoop()));
        tls.ifPresent(layer -> channel.pipeline().addLast(layer.handler()));
        return tls;
    }

    private Wire wire(Channel channel) {
        var inbound = new Inbound(channel);
        channel.pipeline().addLast(inbound);
        return new Wire(channel, inbound.input(), lingerers);
    }

    /// A connection, and what has to happen on it before the session.
    private record Connection(Wire wire, Optional<ProxyHeader> proxy, Optional<TlsLayer> tls) {}

    private void begin(Door door, Listener listener, Connection connection) {
        Thread.ofVirtual()
                .name(door.name() + "/" + sessions.incrementAndGet())
                .start(() -> attend(door, listener, connection));
    }

    /// One connection from its first octet to its last, on its own virtual thread.
    private void attend(Door door, Listener listener, Connection connection) {
        Wire wire = connection.wire();
        Optional<TlsLayer> tls = connection.tls();
        try (wire) {
            if (!isIntroduced(door, connection)) {
                return;
            }
            if (!listener.enter(wire)) {
                refuse(door, wire, tls);
                return;
            }
            if (isSecured(door, wire, tls)) {
                door.starter().run(wire);
                wire.flush();
            }
        } catch (WireClosedException e) {
            LOG.debug("{}: {}: {}", door.name(), wire.peer().remote(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{}: session of {} failed", door.name(), wire.peer().remote(), e);
        } catch (StackOverflowError e) {
            // Its trace is a thousand lines, each time
            String name = e.toString();
            LOG.error("{}: session of {} failed: {}", door.name(), wire.peer().remote(), name);
        } finally {
            listener.leave(wire);
        }
    }

    /// Waits for the handshake where there is to be one; false where it has failed.
    private static boolean isSecured(Door door, Wire wire, Optional<TlsLayer> tls) {
        try {
            tls.ifPresent(layer -> wire.awaitHandshake(layer, patience(door)));
            return true;
        } catch (WireClosedException e) {
            if (e.reason() != WireClosedException.Reason.TLS) {
                throw e;
            }
            door.starter().handshakeFailed(wire, e);
            return false;
        }
    }

    private static Duration patience(Door door) {
        return door.wrapper().orElseThrow().patience().get();
    }

    /// Lets a proxy say for whom it stands; false where it does not.
    private static boolean isIntroduced(Door door, Connection connection) {
        if (connection.proxy().isEmpty()) {
            return true;
        }
        Wire wire = connection.wire();
        Door.Proxies proxies = door.proxies().orElseThrow();
        boolean isLocal = door.address() instanceof UnixDomainSocketAddress;
        if (!isLocal && !proxies.trusted().test(wire.peer().remote().getAddress())) {
            LOG.warn("{}: {} is no proxy", door.name(), wire.peer().remote());
            return false;
        }
        try {
            wire.standsFor(connection.proxy().get().await(proxies.patience()));
            return true;
        } catch (WireClosedException e) {
            LOG.warn("{}: {}: {}", door.name(), wire.peer().remote(), e.getMessage());
            return false;
        }
    }

    private void refuse(Door door, Wire wire, Optional<TlsLayer> tls) {
        if (!refusals.tryAcquire()) {
            return;
        }
        try {
            wire.writeTimeout(REFUSAL_TIMEOUT);
            tls.ifPresent(layer -> wire.awaitHandshake(layer, REFUSAL_TIMEOUT));
            wire.write(door.refusal() + "\r\n");
            wire.flush();
        } finally {
            refusals.release();
        }
    }
}
