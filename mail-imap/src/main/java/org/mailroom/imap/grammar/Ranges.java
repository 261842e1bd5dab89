// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/// Numbers in sorted, disjoint, non-adjacent ranges. Immutable.
public final class Ranges {
    private final long[] bounds;

    private Ranges(long[] bounds) {
        this.bounds = bounds;
    }

    /// Joins ranges that are sorted by their first number.
    public static Ranges merged(long[][] sorted) {
        long[] merged = new long[sorted.length * 2];
        int used = 0;
        for (long[] range : sorted) {
            if (used > 0 && range[0] <= merged[used - 1] + 1) {
                merged[used - 1] = Math.max(merged[used - 1], range[1]);
            } else {
                merged[used++] = range[0];
                merged[used++] = range[1];
            }
        }
        return new Ranges(Arrays.copyOf(merged, used));
    }

    /// The ranges of single numbers; their order does not matter.
    public static Ranges of(List<Long> numbers) {
        long[][] single = new long[numbers.size()][];
        for (int i = 0; i < single.length; i++) {
            single[i] = new long[] {numbers.get(i), numbers.get(i)};
        }
        Arrays.sort(single, (x, y) -> Long.compare(x[0], y[0]));
        return merged(single);
    }

    public int count() {
        return bounds.length / 2;
    }

    public long first(int range) {
        return bounds[2 * range];
    }

    public long last(int range) {
        return bounds[2 * range + 1];
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /// How many numbers the ranges hold.
    public long size() {
        long size = 0;
        for (int i = 0; i < count(); i++) {
            size += last(i) - first(i) + 1;
        }
        return size;
    }

    public void forEach(LongConsumer action) {
        for (int i = 0; i < count(); i++) {
            for (long number = first(i); number <= last(i); number++) {
                action.accept(number);
            }
        }
    }

    public boolean contains(long number) {
        int low = 0;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (number < first(middle)) {
                high = middle - 1;
            } else if (number > last(middle)) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /// As a sequence set of the wire: `2,4:7`.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < count(); i++) {
            text.append(i == 0 ? "" : ",").append(first(i));
            if (last(i) != first(i)) {
                text.append(':').append(last(i));
            }
        }
        return text.toString();
    }
}
