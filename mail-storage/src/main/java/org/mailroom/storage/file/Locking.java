// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.time.Duration;

/// How mailboxes are locked against other programs.
///
/// @param tries `deliver_lock_attempts`
/// @param delay `deliver_lock_delay`
/// @param staleAfter `stale_lock_time`
public record Locking(LockKinds kinds, int tries, Duration delay, Duration staleAfter) {
    public static final Locking DEFAULT =
            new Locking(LockKinds.DEFAULT, 20, Duration.ofSeconds(1), Duration.ofSeconds(500));
}
