// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// The event loops of the server: opens doors and makes outgoing connections. Safe for use by
/// several threads.
public final class Transport implements AutoCloseable {

    public Transport() {}

    /// Opens a listening socket. A port in use gives an IOException whose text names the address.
    public Listener listen(Door door) throws IOException {
        throw new AssertionError("contract");
    }

    /// Connects to a server. Blocks.
    public Wire connect(InetSocketAddress server, Optional<InetAddress> from, Duration timeout)
            throws IOException {
        throw new AssertionError("contract");
    }

    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
