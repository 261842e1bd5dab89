// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Places for deliveries, with the line of those who wait for one. After a delivery there may have
/// to be a rest, in which no place is given. Guarded by its owner.
final class Places {
    private final FairLine line = new FairLine();
    private final Map<String, Integer> takenByParty = new HashMap<>();
    private int taken;
    private Instant restsUntil = Instant.EPOCH;

    /// How many places there are, and how many of them one party may have.
    record Count(int all, int ofOneParty) {}

    /// Takes a place if there is one; else the visitor waits.
    boolean take(Visitor visitor, Count count, Instant now) {
        Predicate<String> mayCome = mayCome(count);
        boolean comes = isFree(count, now) && mayCome.test(visitor.party());
        if (comes && !line.awaits(mayCome)) {
            give(visitor);
            return true;
        }
        line.add(visitor);
        return false;
    }

    private boolean isFree(Count count, Instant now) {
        return taken < count.all() && !now.isBefore(restsUntil);
    }

    private Predicate<String> mayCome(Count count) {
        return party -> takenByParty.getOrDefault(party, 0) < count.ofOneParty();
    }

    private void give(Visitor visitor) {
        taken++;
        takenByParty.merge(visitor.party(), 1, Integer::sum);
    }

    int taken() {
        return taken;
    }

    void giveBack(String party, Duration rest, Instant now) {
        taken--;
        takenByParty.computeIfPresent(party, (_, count) -> count == 1 ? null : count - 1);
        restsUntil = rest.isPositive() ? now.plus(rest) : restsUntil;
    }

    /// Those whose turn has come, each with a place now.
    List<Visitor> next(Count count, Instant now) {
        List<Visitor> next = new ArrayList<>();
        boolean more = true;
        while (more && isFree(count, now)) {
            Optional<Visitor> visitor = line.poll(mayCome(count));
            visitor.ifPresent(this::give);
            visitor.ifPresent(next::add);
            more = visitor.isPresent();
        }
        return next;
    }

    /// Lets one go who waits; false when it does not wait.
    boolean forget(Visitor visitor) {
        return line.remove(visitor);
    }

    /// All who wait, without a place.
    List<Visitor> dismiss() {
        List<Visitor> all = new ArrayList<>();
        for (var next = line.poll(_ -> true); next.isPresent(); next = line.poll(_ -> true)) {
            all.add(next.get());
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
