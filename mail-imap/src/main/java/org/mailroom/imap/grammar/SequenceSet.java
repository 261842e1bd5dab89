// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Arrays;

/// A set of sequence numbers or UIDs as a client writes it: `1,3:7,12:*`. Kept as ranges, never as
/// single numbers, so that `1:4294967295` costs nothing. Immutable.
public final class SequenceSet {
    /// `*`: the largest number in use, known when the set is used.
    private static final long STAR = Long.MAX_VALUE;

    private final long[] bounds;

    private SequenceSet(long[] bounds) {
        this.bounds = bounds;
    }

    /// Collects the ranges of a set.
    static final class Builder {
        private long[] bounds = new long[8];
        private int used;

        /// Adds a range; its ends may be in either order.
        void add(long first, long last) {
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, used * 2);
            }
            bounds[used++] = Math.min(first, last);
            bounds[used++] = Math.max(first, last);
        }

        SequenceSet build() {
            return new SequenceSet(Arrays.copyOf(bounds, used));
        }
    }

    static SequenceSet parse(Octets in) {
        var set = new Builder();
        do {
            long first = bound(in);
            set.add(first, in.skip(':') ? bound(in) : first);
        } while (in.skip(','));
        return set.build();
    }

    private static long bound(Octets in) {
        return in.skip('*') ? STAR : in.nonZeroNumber();
    }

    /// Whether a number that stands in the set is above `largest`. `*` never is.
    public boolean exceeds(long largest) {
        for (long bound : bounds) {
            if (bound != STAR && bound > largest) {
                return true;
            }
        }
        return false;
    }

    /// The numbers of this set when `largest` is the largest number in use: sorted, disjoint
    /// ranges.
    public Ranges within(long largest) {
        long[][] sorted = new long[bounds.length / 2][];
        for (int i = 0; i < sorted.length; i++) {
            long a = bounds[2 * i] == STAR ? largest : bounds[2 * i];
            long b = bounds[2 * i + 1] == STAR ? largest : bounds[2 * i + 1];
            sorted[i] = new long[] {Math.min(a, b), Math.max(a, b)};
        }
        Arrays.sort(sorted, (x, y) -> Long.compare(x[0], y[0]));
        return Ranges.merged(sorted);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(name(bounds[i]));
            if (bounds[i + 1] != bounds[i]) {
                text.append(':').append(name(bounds[i + 1]));
            }
        }
        return text.toString();
    }

    private static String name(long bound) {
        return bound == STAR ? "*" : Long.toString(bound);
    }
}
