// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/// An open door. Safe for use by several threads.
public final class Listener implements AutoCloseable {

    /// Where it listens; the real port when port 0 was asked for.
    public InetSocketAddress address() {
        throw new AssertionError("contract");
    }

    /// Takes no new connections; waits for the running sessions, and closes those that are left.
    public void drain(Duration patience) {
        throw new AssertionError("contract");
    }

    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
