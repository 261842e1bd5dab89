// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// How soon a fact has to be on the disk, by what its loss would mean after a crash.
public enum Haste {
    /// Mail would be sent twice: at once, though nobody waits for it.
    SOON,
    /// Work would be done again, without harm: within a second.
    LATER
}
