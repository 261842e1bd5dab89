// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.util.Optional;

/// What both ends of a TLS connection know, and who sits between them does not (RFC 5056): a login
/// that is bound to it was made on this connection. Safe for use by several threads.
@FunctionalInterface
public interface TlsChannel {
    /// That of a connection in clear.
    TlsChannel NONE = _ -> Optional.empty();

    /// The type of binding that clients take without asking for it (RFC 9266).
    String EXPORTER = "tls-exporter";

    /// The octets of a binding of this type, as IANA has it; empty where they are not to be had.
    Optional<byte[]> binding(String type);

    /// Whether logins can be bound to it: a client would not know that it has to take another type.
    default boolean canBind() {
        return binding(EXPORTER).isPresent();
    }
}
