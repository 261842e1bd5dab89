// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.ArrayList;
import java.util.List;

/// Gathers messages as ranges of UIDs: neighbours that come one after the other are one range.
public final class UidRanges {
    private final Columns messages;
    private final List<UidRange> ranges = new ArrayList<>();
    private int first = -1;
    private int last = -1;

    public UidRanges(Columns messages) {
        this.messages = messages;
    }

    /// Adds the message in a position.
    public void add(int position) {
        if (first < 0 || position != last + 1) {
            end();
            first = position;
        }
        last = position;
    }

    private void end() {
        if (first >= 0) {
            ranges.add(new UidRange(messages.uid(first), messages.uid(last)));
            first = -1;
        }
    }

    public List<UidRange> ranges() {
        end();
        return ranges;
    }
}
