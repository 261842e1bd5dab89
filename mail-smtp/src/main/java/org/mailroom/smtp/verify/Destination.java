// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import java.util.concurrent.Semaphore;

/// The addresses of one domain, or those at one server, that are asked for now, few of them at the
/// same time: one that is slow to answer leaves room for the others.
final class Destination {
    /// How many of its addresses are probed at once.
    static final int PROBES_AT_ONCE = 5;

    /// One in so many of those that may be asked for or wait for it.
    private static final int SHARE = 10;

    final Semaphore places = new Semaphore(PROBES_AT_ONCE);
    private int pending;

    boolean isFull(VerifySettings settings) {
        return pending >= Math.max(PROBES_AT_ONCE, settings.pendingLimit() / SHARE);
    }

    void begin() {
        pending++;
    }

    /// Ends one; whether none is left.
    boolean end() {
        pending--;
        return pending == 0;
    }
}
