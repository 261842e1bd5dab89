// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Places for deliveries, with the line of those who wait for one. After a delivery there may have
/// to be a rest, in which no place is given. Guarded by its owner.
final class Places {
    private final FairLine line = new FairLine();
    private int taken;
    private Instant restsUntil = Instant.EPOCH;

    /// Takes a place if there is one; else the visitor waits.
    boolean take(Visitor visitor, int limit, Instant now) {
        if (taken < limit && line.isEmpty() && !now.isBefore(restsUntil)) {
            taken++;
            return true;
        }
        line.add(visitor);
        return false;
    }

    int taken() {
        return taken;
    }

    void giveBack(Duration rest, Instant now) {
        taken--;
        restsUntil = rest.isPositive() ? now.plus(rest) : restsUntil;
    }

    /// Those whose turn has come, each with a place now.
    List<Visitor> next(int limit, Instant now) {
        List<Visitor> next = new ArrayList<>();
        while (!line.isEmpty() && taken < limit && !now.isBefore(restsUntil)) {
            taken++;
            next.add(line.remove());
        }
        return next;
    }

    /// All who wait, without a place.
    List<Visitor> dismiss() {
        List<Visitor> all = new ArrayList<>();
        while (!line.isEmpty()) {
            all.add(line.remove());
        }
        return all;
    }

    boolean isResting(Instant now) {
        return now.isBefore(restsUntil);
    }

    void clear() {
        line.clear();
    }
}
