// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

/// What a handshake agreed on, as the log and the `Received` field name it.
public record TlsInfo(String protocol, String cipher, int bits) {}
