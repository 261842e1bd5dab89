// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the word that was meant by one that does not exist.
final class Spelling {
    private static final int OCTETS_PER_MISTAKE = 5;

    private Spelling() {}

    /// The nearest of `known`; empty where none is near.
    static Optional<String> nearest(String word, Collection<String> known) {
        int tolerated = 1 + word.length() / OCTETS_PER_MISTAKE;
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= tolerated)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /// Insertions, deletions and changes that make one word of the other (Levenshtein).
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
