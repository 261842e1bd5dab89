// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// What waits at a destination for its turn: an entry in a line, without a thread.
interface Visitor {

    /// Its turn has come, or nobody gets one. Called once, without a lock, on the thread that made
    /// the place free; must be quick.
    void admitted(Admission admission);

    /// The message that it belongs to: the same object for each visitor of the same message.
    Object message();

    /// Before which others it goes.
    int priority();

    /// Whom the message came from, as far as turns are concerned.
    String party();
}
