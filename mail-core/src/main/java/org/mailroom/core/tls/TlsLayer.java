// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

import java.util.Optional;
import java.util.function.Supplier;

/// TLS on one connection: the handler to put at the head of its pipeline, and what comes of the
/// handshake.
///
/// @param handshake done when the handshake is
/// @param info what it has agreed on, once it is done
public record TlsLayer(ChannelHandler handler, Future<Channel> handshake, Supplier<TlsInfo> info) {

    /// That of a client.
    static TlsLayer ofClient(SslHandler handler) {
        return new TlsLayer(
                handler,
                handler.handshakeFuture(),
                () -> TlsInfo.of(handler.engine(), Optional.empty(), Optional.empty()));
    }
}
