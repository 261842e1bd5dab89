// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.net.Door;

import java.util.List;

/// A way into the server, of which there may be several doors: one for each address of `listen`.
///
/// @param name of the service, as in `smtp/inet`
/// @param refusal for clients over a limit
record Entrance(
        String name,
        Parameter<List<ListenAddress>> listen,
        Wrapper wrapper,
        Door.Limits limits,
        String refusal) {

    /// Whether a connection begins with a TLS handshake.
    enum Wrapper {
        NONE,
        TLS
    }
}
