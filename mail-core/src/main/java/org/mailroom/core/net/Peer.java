// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.channel.Channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// The two ends of a connection: theirs and ours.
public record Peer(InetSocketAddress remote, InetSocketAddress local) {

    static Peer of(Channel channel) {
        return new Peer(inet(channel.remoteAddress()), inet(channel.localAddress()));
    }

    // The ends of a Unix socket are on this machine
    static InetSocketAddress inet(SocketAddress end) {
        return end instanceof InetSocketAddress address
                ? address
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
