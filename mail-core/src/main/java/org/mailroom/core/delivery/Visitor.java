// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// What waits at a destination for its turn: an entry in a list, without a thread.
@FunctionalInterface
interface Visitor {

    /// Its turn has come, or nobody gets one. Called once, without a lock, on the thread that made
    /// the place free; must be quick.
    void admitted(Admission admission);
}
