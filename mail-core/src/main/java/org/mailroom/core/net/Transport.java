// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// The event loops of the server: opens doors and makes outgoing connections. Safe for use by
/// several threads.
public interface Transport extends AutoCloseable {

    /// Opens a listening socket. A port in use gives an IOException whose text names the address.
    Listener listen(Door door) throws IOException;

    /// Connects to a server. Blocks.
    Wire connect(InetSocketAddress server, Optional<InetAddress> from, Duration timeout)
            throws IOException;

    @Override
    void close();
}
