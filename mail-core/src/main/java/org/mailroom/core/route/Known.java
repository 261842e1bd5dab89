// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

/// Whether a recipient exists, as far as this server can tell.
public sealed interface Known {
    record Yes() implements Known {}

    /// It does not: the text for the reply, as Postfix words it (`User unknown in local recipient
    /// table`).
    record No(String text) implements Known {}

    /// Mail for it is refused: by the transport `error`, or since the user has moved. `status` is
    /// the enhanced code (RFC 3463).
    record Refused(String status, String text) implements Known {}

    /// A table could not be asked.
    record Unsure(String reason) implements Known {}
}
