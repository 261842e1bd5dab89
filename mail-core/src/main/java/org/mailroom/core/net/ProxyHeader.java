// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a proxy in front of the server says of the client that it stands for, before the first
/// octet of the client (the PROXY protocol of HAProxy, versions 1 and 2). Filled by the event loop,
/// awaited by the session's thread.
final class ProxyHeader {
    private final CompletableFuture<Peer> peer = new CompletableFuture<>();

    private ProxyHeader() {}

    /// Expects a header to be the first that comes.
    static ProxyHeader expectedBy(Channel channel) {
        var header = new ProxyHeader();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new HAProxyMessageDecoder());
        pipeline.addLast(header.new Reader());
        channel.closeFuture()
                .addListener(_ -> header.peer.completeExceptionally(new ClosedChannelException()));
        return header;
    }

    /// The two ends, as the proxy sees them.
    ///
    /// @throws WireClosedException where there is no such header in time
    Peer await(Duration patience) {
        try {
            return peer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new WireClosedException(
                    WireClosedException.Reason.TIMEOUT, "no PROXY header has come");
        } catch (ExecutionException e) {
            throw new WireClosedException(
                    WireClosedException.Reason.LOST, "no PROXY header: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireClosedException(WireClosedException.Reason.CLOSED_HERE, "interrupted");
        }
    }

    private static Peer peer(HAProxyMessage message, Channel channel) {
        HAProxyProxiedProtocol protocol = message.proxiedProtocol();
        boolean proxied =
                message.command() == HAProxyCommand.PROXY
                        && (protocol == HAProxyProxiedProtocol.TCP4
                                || protocol == HAProxyProxiedProtocol.TCP6);
        // The proxy itself: it looks whether the server is well
        return proxied
                ? new Peer(
                        end(message.sourceAddress(), message.sourcePort()),
                        end(message.destinationAddress(), message.destinationPort()))
                : Peer.of(channel);
    }

    private static InetSocketAddress end(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private final class Reader extends SimpleChannelInboundHandler<HAProxyMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, HAProxyMessage message) {
            peer.complete(peer(message, context.channel()));
            context.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            peer.completeExceptionally(cause);
        }
    }
}
