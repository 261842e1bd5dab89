// SPDX-License-Identifier: Apache-2.0
/// Listening sockets, connections and lines, over Netty.
@NullMarked
package org.mailroom.core.net;

import org.jspecify.annotations.NullMarked;
