// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// TLS on one connection: the handler to put at the head of its pipeline, and what comes of the
/// handshake.
///
/// @param handshake done when the handshake is
/// @param info what it has agreed on, once it is done
public record TlsLayer(ChannelHandler handler, Future<Channel> handshake, Supplier<TlsInfo> info) {

    /// That of a client.
    static TlsLayer ofClient(SslHandler handler, ExporterSecrets secrets, EventExecutor executor) {
        long pointer = ExporterSecrets.pointer(handler.engine());
        var secret = new AtomicReference<>(Optional.<ExporterSecret>empty());
        Promise<Channel> done = executor.newPromise();
        handler.handshakeFuture()
                .addListener(_ -> secret.set(secrets.take(pointer)))
                .addListener(new PromiseNotifier<>(false, done));
        return new TlsLayer(
                handler, done, () -> TlsInfo.of(handler.engine(), Optional.empty(), secret.get()));
    }
}
