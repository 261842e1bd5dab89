// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

/// What `SessionInput.readLine` found.
public sealed interface LineRead {

    /// A line without its end. `octets` belongs to the caller.
    record Line(byte[] octets, LineEnd end) implements LineRead {}

    /// A line past the limit; it has been read to its end and thrown away.
    record TooLong() implements LineRead {}

    /// How a line ended. A bare LF is told apart so that protocols can refuse it.
    enum LineEnd {
        CRLF,
        BARE_LF
    }
}
