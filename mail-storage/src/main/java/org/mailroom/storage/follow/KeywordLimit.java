// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.Flags;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StateFields;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How many keywords the file of a mailbox can bring into it: anybody can write them into a
/// message, and the mailbox remembers each for ever. For one look at the file.
final class KeywordLimit {
    private final Set<String> admitted;

    /// @param known which the mailbox has already
    KeywordLimit(Collection<String> known) {
        this.admitted = new HashSet<>(known);
    }

    /// Messages without the keywords that are too many.
    List<IndexEntry> limited(List<IndexEntry> entries) {
        return entries.stream().map(this::limited).toList();
    }

    private IndexEntry limited(IndexEntry entry) {
        Set<String> kept = new TreeSet<>(entry.flags().keywords());
        kept.removeIf(keyword -> !isAdmitted(keyword));
        return kept.size() == entry.flags().keywords().size()
                ? entry
                : entry.withFlags(
                        new Flags(entry.flags().system(), kept), entry.modSeq(), entry.written());
    }

    private boolean isAdmitted(String keyword) {
        if (admitted.size() < StateFields.MAX_KEYWORDS) {
            admitted.add(keyword);
        }
        return admitted.contains(keyword);
    }
}
