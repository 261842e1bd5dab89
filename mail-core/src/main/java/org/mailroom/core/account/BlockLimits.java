// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.time.Duration;

/// How many wrong guesses are too many, and for how long who is over that is blocked. Zero is no
/// limit.
///
/// @param ofClient `auth_client_failure_limit`
/// @param ofAccount `auth_account_failure_limit`
/// @param time `auth_block_time`
public record BlockLimits(int ofClient, int ofAccount, Duration time) {

    /// The time as it stands in a configuration: `10m`.
    String span() {
        long seconds = time.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
