// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.net.InetAddress;
import java.time.Duration;

/// Who has to come again later (`check_greylist`). Safe for use by several threads.
@FunctionalInterface
public interface Greylisting {

    /// Notes a visit; how long the client has to wait, zero where it is let through.
    Duration visit(InetAddress client, String sender, String recipient);
}
