// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.HashMap;
import java.util.Map;

/// How many messages do nothing but wait for destinations, of each party that has sent some. Used
/// under the lock of `QueueManager`.
final class WaitingParties {
    private final Map<String, Integer> messages = new HashMap<>();
    private int all;

    void add(String party) {
        messages.merge(party, 1, Integer::sum);
        all++;
    }

    void remove(String party) {
        messages.computeIfPresent(party, (_, count) -> count == 1 ? null : count - 1);
        all--;
    }

    int of(String party) {
        return messages.getOrDefault(party, 0);
    }

    int all() {
        return all;
    }
}
