// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;

/// The end of a connection's pipeline: hands its octets to the session's input. Called from the
/// event loop.
final class Inbound extends SimpleChannelInboundHandler<ByteBuf> {
    private final SessionInput input;

    Inbound(Channel channel) {
        this.input = new SessionInput(wanted -> channel.config().setAutoRead(wanted));
    }

    SessionInput input() {
        return input;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf buffer) {
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        if (octets.length > 0) {
            input.offer(octets);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        input.end(WireClosedException.Reason.LOST);
    }

    /// The peer sends no more, and may still listen: `printf … | nc -N host 25`. Behind the end of
    /// TLS nothing is heard, and without that end the connection was cut.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            input.end(WireClosedException.Reason.LOST);
            closeBehindLastWords(context);
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            input.end(WireClosedException.Reason.LOST);
            if (context.pipeline().get(SslHandler.class) != null) {
                var _ = context.close();
            }
            closeBehindLastWords(context);
        }
    }

    private static void closeBehindLastWords(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel duplex && duplex.isOutputShutdown()) {
            var _ = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        input.end(WireClosedException.Reason.LOST);
        var _ = context.close();
    }
}
