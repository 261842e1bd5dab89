// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.time.Duration;

/// How many wrong guesses are too many, and for how long who is over that is blocked. Zero is no
/// limit.
///
/// @param ofClient `auth_client_failure_limit`
/// @param ofAccount `auth_account_failure_limit`
/// @param time `auth_block_time`
public record BlockLimits(int ofClient, int ofAccount, Duration time) {}
