// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// For programs that cannot choose a port themselves.
public final class FreePort {
    private FreePort() {}

    /// A port on which nobody listens now.
    public static int find() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
