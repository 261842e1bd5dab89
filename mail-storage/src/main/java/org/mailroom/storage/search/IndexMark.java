// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.mailroom.storage.TextExtractor;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// What a commit tells of itself.
///
/// @param version of what was extracted
record IndexMark(int version, long uidValidity, long indexedTo) {
    private static final String KEY = "mailroom";

    static IndexMark of(DirectoryReader reader, TextExtractor extractor) throws IOException {
        return parse(reader.getIndexCommit().getUserData(), extractor.version());
    }

    static IndexMark of(IndexWriter writer, TextExtractor extractor) {
        Map<String, String> data = new HashMap<>();
        Iterable<Map.Entry<String, String>> committed = writer.getLiveCommitData();
        if (committed != null) {
            committed.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        return parse(data, extractor.version());
    }

    private static IndexMark parse(Map<String, String> data, int version) {
        String[] numbers = data.getOrDefault(KEY, "0 0 0").split(" ", -1);
        boolean isKnown = Integer.parseInt(numbers[0]) == version;
        return isKnown
                ? new IndexMark(version, Long.parseLong(numbers[1]), Long.parseLong(numbers[2]))
                : new IndexMark(version, 0, 0);
    }

    void writeTo(IndexWriter writer) {
        writer.setLiveCommitData(
                Map.of(KEY, version + " " + uidValidity + " " + indexedTo).entrySet());
    }

    /// 0 for a mailbox that it does not belong to.
    long indexedTo(long mailboxUidValidity) {
        return uidValidity == mailboxUidValidity ? indexedTo : 0;
    }
}
