// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.tls.ServerTls.Identity;

import java.nio.channels.ClosedChannelException;
import java.util.Optional;

import javax.net.ssl.SSLHandshakeException;

/// Looks at what a client says first, and lets the handshake begin with the certificate for it; or
/// not at all, with who speaks another protocol. Called from the event loop.
final class ServerHandshake extends SslClientHelloHandler<Optional<Identity>> {
    // RFC 8446 §6, RFC 7301 §3.2: a fatal alert, no_application_protocol
    private static final byte[] NO_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    private final ServerTls server;
    private final Promise<Channel> done;
    private volatile @Nullable Begun begun;
    private volatile Optional<ExporterSecret> secret = Optional.empty();

    private record Begun(SslHandler handler, Identity identity) {}

    ServerHandshake(ServerTls server, Promise<Channel> done) {
        this.server = server;
        this.done = done;
    }

    /// What was agreed on, once `done` is.
    TlsInfo info() {
        Begun now = begun;
        if (now == null) {
            throw new IllegalStateException("the handshake has not begun");
        }
        return TlsInfo.of(
                now.handler().engine(), Optional.of(now.identity().certificate()), secret);
    }

    @Override
    protected Future<Optional<Identity>> lookup(
            ChannelHandlerContext context, @Nullable ByteBuf hello) {
        return server.identity(hello == null ? ClientHello.NONE : read(hello), context.executor());
    }

    private static ClientHello read(ByteBuf hello) {
        try {
            return ClientHello.read(hello);
        } catch (IndexOutOfBoundsException malformed) {
            return ClientHello.NONE;
        }
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext context, Future<Optional<Identity>> found) {
        Optional<Identity> identity = found.isSuccess() ? found.getNow() : Optional.empty();
        if (!context.channel().isActive()) {
            done.tryFailure(new ClosedChannelException());
            return;
        }
        if (identity.isEmpty()) {
            done.tryFailure(new SSLHandshakeException("not our protocol"));
            var _ =
                    context.writeAndFlush(Unpooled.copiedBuffer(NO_PROTOCOL))
                            .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        SslHandler handler = identity.get().context().newHandler(context.alloc());
        // The wire has its own
        handler.setHandshakeTimeoutMillis(0);
        begun = new Begun(handler, identity.get());
        long pointer = ExporterSecrets.pointer(handler.engine());
        handler.handshakeFuture()
                .addListener(_ -> secret = identity.get().secrets().take(pointer))
                .addListener(new PromiseNotifier<>(false, done));
        context.pipeline().replace(this, null, handler);
    }

    // The handshake will never come
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        super.userEventTriggered(context, event);
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            var _ = context.close();
        }
    }
}
