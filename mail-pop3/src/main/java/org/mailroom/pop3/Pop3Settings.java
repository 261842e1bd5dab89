// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import java.time.Duration;

/// What configuration says of POP3 sessions. A session keeps what it started with.
///
/// @param loginTimeout how long a client may take to log in
/// @param idleTimeout how long it may be silent after that; RFC 1939 §3 asks for ten minutes
/// @param maxUserIpConnections how many sessions one user may have from one address; 0 is no limit
public record Pop3Settings(
        Duration loginTimeout,
        Duration idleTimeout,
        int maxUserIpConnections,
        FlagUpdates flagUpdates) {

    /// Whether messages that were retrieved become `\Seen` (Dovecot's `pop3_no_flag_updates`).
    public enum FlagUpdates {
        SEEN_WHEN_RETRIEVED,
        NONE
    }
}
