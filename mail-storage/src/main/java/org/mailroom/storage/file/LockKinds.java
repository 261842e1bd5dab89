// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.util.Set;

/// The locks that `mailbox_delivery_lock` names. Whatever their order there, the dotlock is taken
/// first, as all programs do that know both.
public record LockKinds(boolean dotlock, boolean fcntl, boolean flock) {
    /// Debian's.
    public static final LockKinds DEFAULT = new LockKinds(true, true, false);

    /// Those that are named.
    ///
    /// @param names of `dotlock`, `fcntl`, `flock`
    public static LockKinds of(Set<String> names) {
        return new LockKinds(
                names.contains("dotlock"), names.contains("fcntl"), names.contains("flock"));
    }
}
