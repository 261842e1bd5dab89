// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/// An open door. Safe for use by several threads.
public interface Listener extends AutoCloseable {

    /// Where it listens; the real port when port 0 was asked for.
    InetSocketAddress address();

    /// Takes no new connections; waits for the running sessions, and closes those that are left.
    void drain(Duration patience);

    @Override
    void close();
}
