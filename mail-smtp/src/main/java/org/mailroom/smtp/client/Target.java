// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// An address of another server, and the name it was found under. As text `relay=` of the log.
record Target(String host, InetAddress address, int port) {

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /// Without the port, as a server is named where it said something.
    String server() {
        return host + "[" + Network.text(address) + "]";
    }

    @Override
    public String toString() {
        return server() + ":" + port;
    }
}
