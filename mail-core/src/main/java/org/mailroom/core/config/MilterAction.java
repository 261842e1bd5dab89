// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What happens to mail whose milter is away or does not keep to the protocol
/// (`milter_default_action`).
public enum MilterAction {
    /// As if there were no milter.
    ACCEPT,
    /// As ACCEPT, and the message is held.
    QUARANTINE,
    /// All is refused for now, until the session ends.
    TEMPFAIL,
    /// All is refused for good, until the session ends.
    REJECT,
    /// The session ends: the client is told to come again.
    SHUTDOWN
}
