// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.mailroom.storage.TextHits;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;

/// What the index knows of a text.
final class IndexedHits implements TextHits {
    private final long indexedTo;

    /// The UIDs of all messages in the index, rising.
    private final long[] indexed;

    /// The UIDs of messages that the query has found, rising.
    private final long[] found;

    /// The UIDs of messages of which not all words are known, rising.
    private final long[] unsure;

    private final boolean isExact;

    private IndexedHits(
            long indexedTo, long[] indexed, long[] found, long[] unsure, boolean isExact) {
        this.indexedTo = indexedTo;
        this.indexed = indexed;
        this.found = found;
        this.unsure = unsure;
        this.isExact = isExact;
    }

    /// @param indexedTo of messages with higher UIDs nothing is known
    /// @param indexed of others, too: they were away when it was their turn, and have come back
    static IndexedHits find(IndexSearcher searcher, WordQuery query, long indexedTo, long[] indexed)
            throws IOException {
        Query unsure = NumericDocValuesField.newSlowExactQuery(TextIndexWriter.WHOLE, 0);
        return new IndexedHits(
                indexedTo,
                indexed,
                uids(searcher, query.query()),
                uids(searcher, unsure),
                query.isExact());
    }

    /// Of all messages in an index.
    static long[] uids(DirectoryReader reader) throws IOException {
        return uids(new IndexSearcher(reader), MatchAllDocsQuery.INSTANCE);
    }

    private static long[] uids(IndexSearcher searcher, Query query) throws IOException {
        LongStream.Builder uids = LongStream.builder();
        Weight weight =
                searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            if (scorer != null) {
                addUids(scorer.iterator(), leaf, uids);
            }
        }
        return uids.build().sorted().toArray();
    }

    private static void addUids(
            DocIdSetIterator documents, LeafReaderContext leaf, LongStream.Builder uids)
            throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        NumericDocValues values = leaf.reader().getNumericDocValues(TextIndexWriter.UID);
        int document = documents.nextDoc();
        while (document != DocIdSetIterator.NO_MORE_DOCS) {
            boolean isLive = live == null || live.get(document);
            if (isLive && values.advanceExact(document)) {
                uids.add(values.longValue());
            }
            document = documents.nextDoc();
        }
    }

    @Override
    public Answer of(long uid) {
        if (uid > indexedTo || !contains(indexed, uid) || contains(unsure, uid)) {
            return Answer.UNKNOWN;
        }
        if (!contains(found, uid)) {
            return Answer.NO;
        }
        return isExact ? Answer.YES : Answer.UNKNOWN;
    }

    private static boolean contains(long[] uids, long uid) {
        return Arrays.binarySearch(uids, uid) >= 0;
    }
}
