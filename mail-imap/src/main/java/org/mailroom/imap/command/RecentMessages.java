// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.storage.Snapshot;

import java.util.ArrayList;
import java.util.List;

/// The UIDs that are `\Recent` for one session (RFC 3501 §2.3.2), as ranges. On the session's
/// thread.
final class RecentMessages {
    private record Range(long first, long afterLast) {}

    private final List<Range> ranges = new ArrayList<>();

    /// Adds the messages from `first` on that stand in the snapshot.
    void claimed(long first, Snapshot snapshot) {
        long afterLast = snapshot.uidNext();
        if (first >= afterLast) {
            return;
        }
        Range last = ranges.isEmpty() ? new Range(first, first) : ranges.getLast();
        if (!ranges.isEmpty() && first <= last.afterLast()) {
            ranges.set(ranges.size() - 1, new Range(last.first(), afterLast));
        } else {
            ranges.add(new Range(first, afterLast));
        }
    }

    boolean contains(long uid) {
        if (ranges.isEmpty() || uid < ranges.getFirst().first()) {
            return false;
        }
        return ranges.stream().anyMatch(r -> uid >= r.first() && uid < r.afterLast());
    }

    int count(Snapshot snapshot) {
        int count = 0;
        for (Range range : ranges) {
            count += insertion(snapshot, range.afterLast()) - insertion(snapshot, range.first());
        }
        return count;
    }

    /// How many messages have a smaller UID.
    static int insertion(Snapshot snapshot, long uid) {
        int position = snapshot.position(uid);
        return position < 0 ? -position - 1 : position;
    }
}
