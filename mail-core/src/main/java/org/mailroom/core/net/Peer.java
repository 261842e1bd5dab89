// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.net.InetSocketAddress;

/// The two ends of a connection: theirs and ours.
public record Peer(InetSocketAddress remote, InetSocketAddress local) {}
