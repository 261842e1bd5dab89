// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import java.util.HashMap;
import java.util.Map;

/// How often the `.forward` of each user has been read for one message: a message may be for any
/// number of his extensions, and his file may name more of them. Used by one thread.
final class ForwardReadings {
    private static final int MOST = 20;

    private final Map<String, Integer> ofUser = new HashMap<>();

    enum Turn {
        READS,
        /// Not any more, which nobody has heard yet.
        FIRST_TOO_MANY,
        TOO_MANY
    }

    Turn take(String user) {
        int times = ofUser.merge(user, 1, Integer::sum);
        return times <= MOST ? Turn.READS : times == MOST + 1 ? Turn.FIRST_TOO_MANY : Turn.TOO_MANY;
    }
}
