// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import java.time.Duration;

/// How addresses are verified.
///
/// @param patience how long a client waits for an answer: what `address_verify_poll_count` and
///   `address_verify_poll_delay` make
/// @param negativeCache `address_verify_negative_cache`
/// @param positive how long an address is taken to be deliverable
/// @param negative how long one is taken not to be
/// @param pendingLimit `address_verify_pending_request_limit`
public record VerifySettings(
        Duration patience,
        boolean negativeCache,
        Lifetime positive,
        Lifetime negative,
        int pendingLimit) {

    Lifetime lifetime(Standing standing) {
        return standing instanceof Standing.Deliverable ? positive : negative;
    }

    /// When what is known is asked for again, beside its use, and when it counts no longer.
    public record Lifetime(Duration refresh, Duration expire) {}
}
