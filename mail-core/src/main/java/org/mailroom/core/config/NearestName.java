// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/// Finds what somebody meant to write.
public final class NearestName {
    private NearestName() {}

    /// The known name with the fewest changes, if those are few for its length.
    public static Optional<String> of(String name, Collection<String> known) {
        int limit = 1 + name.length() / 5;
        String nearest = "";
        int least = limit + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            boolean better = distance < least;
            if (better || (distance == least && candidate.compareTo(nearest) < 0)) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two texts.
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (isSwap(a, i, b, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }

    private static boolean isSwap(String a, int i, String b, int j) {
        return i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
