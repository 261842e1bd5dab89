// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many connections each user has, so that none takes those of the others. Safe for use by
/// several threads.
final class Places {
    private final int most;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    Places(int most) {
        this.most = most;
    }

    /// False when the user has as many as he may.
    boolean enter(String user) {
        if (taken.merge(user, 1, Integer::sum) <= most) {
            return true;
        }
        leave(user);
        return false;
    }

    void leave(String user) {
        taken.computeIfPresent(user, (_, n) -> n == 1 ? null : n - 1);
    }
}
