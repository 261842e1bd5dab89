// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/// What configuration says of IMAP sessions. A session keeps what it started with.
///
/// @param loginTimeout how long a client may take to log in
/// @param idleTimeout how long a client may be silent after that
/// @param idleNotifyInterval how often a client in IDLE is told that we are still here
/// @param maxUserIpConnections how many sessions one user may have from one address; 0 is no limit
/// @param maxLineOctets the longest command, literals aside
/// @param appendLimitOctets the largest message that APPEND takes; empty where there is no limit
/// @param scratch where large messages wait while they come in
public record ImapSettings(
        Duration loginTimeout,
        Duration idleTimeout,
        Duration idleNotifyInterval,
        int maxUserIpConnections,
        int maxLineOctets,
        OptionalLong appendLimitOctets,
        Path scratch) {}
