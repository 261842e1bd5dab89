// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.Optional;

/// Where a message came from, for its `Received` field and the log. `clientAddress` is the textual
/// IP address, empty for mail made here; `clientName` is `unknown` where no name is confirmed.
/// `protocol` is the `with` keyword (RFC 3848): `ESMTP`, `ESMTPSA`, `LMTP`, `local`…
public record Origin(
        String clientName,
        String clientAddress,
        String helo,
        String protocol,
        Optional<String> login,
        Optional<String> tls) {

    /// Mail that a user of this host has handed over; `helo` is the number of the user.
    public static Origin ofUser(long uid) {
        return new Origin(
                "localhost", "", Long.toString(uid), "local", Optional.empty(), Optional.empty());
    }

    /// Who has brought it, for taking turns: a login, or else a client, so that all mail from
    /// another server is one party, or else a user of this host. Empty for the server itself.
    public String party() {
        return login.orElse(clientAddress.isEmpty() ? helo : clientAddress);
    }

    /// Mail made by the server itself: bounces.
    public static Origin internal() {
        return new Origin("localhost", "", "", "local", Optional.empty(), Optional.empty());
    }
}
