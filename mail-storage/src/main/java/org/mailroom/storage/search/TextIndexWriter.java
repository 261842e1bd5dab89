// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.TextExtractor;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongPredicate;

/// Adds messages to an index of words, in the order of their UIDs. For one thread.
public final class TextIndexWriter implements Closeable {
    static final String HEADER = "header";
    static final String BODY = "body";
    static final String UID = "uid";

    /// 1 for a message of which all words are known.
    static final String WHOLE = "whole";

    private static final int MANY = 1000;
    private static final double BUFFER_MEGABYTES = 32;
    private static final FieldType WORDS = words();

    private final Directory directory;
    private final IndexWriter writer;
    private final TextExtractor extractor;
    private final long uidValidity;
    private long indexedTo;

    TextIndexWriter(Directory directory, TextExtractor extractor, long uidValidity)
            throws IOException {
        this.directory = directory;
        this.extractor = extractor;
        this.uidValidity = uidValidity;
        var config =
                new IndexWriterConfig()
                        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                        .setMergeScheduler(new SerialMergeScheduler())
                        .setCommitOnClose(false);
        this.writer = new IndexWriter(directory, config);
        this.indexedTo = continued();
    }

    private static FieldType words() {
        var type = new FieldType();
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.setIndexOptions(IndexOptions.DOCS);
        type.freeze();
        return type;
    }

    /// What was indexed of another mailbox, or in another way, goes.
    private long continued() throws IOException {
        long known = IndexMark.of(writer, extractor).indexedTo(uidValidity);
        if (known == 0) {
            var _ = writer.deleteAll();
        }
        return known;
    }

    /// The UID up to which all messages are in it, or are gone.
    public long indexedTo() {
        return indexedTo;
    }

    /// Adds the next message.
    public void add(long uid, MessageContent content) throws IOException {
        var words = new MessageWords();
        extractor.extract(content, words);
        boolean isWhole = words.isWhole();
        var document = new Document();
        document.add(new StringField(UID, Long.toString(uid), Field.Store.NO));
        document.add(new NumericDocValuesField(UID, uid));
        document.add(new NumericDocValuesField(WHOLE, isWhole ? 1 : 0));
        document.add(field(HEADER, isWhole ? words.header() : Set.of()));
        document.add(field(BODY, isWhole ? words.body() : Set.of()));
        var _ = writer.addDocument(document);
        indexedTo = uid;
    }

    private static Field field(String name, Set<String> words) {
        return new Field(name, new WordStream(words), WORDS);
    }

    /// All messages up to that UID are in it, or are gone.
    public void reached(long uid) {
        indexedTo = Math.max(indexedTo, uid);
    }

    /// Takes messages out that are gone, when they are many.
    ///
    /// @param count how many messages up to `indexedTo` there are
    public void tidy(int count, LongPredicate isThere) throws IOException {
        int indexed = writer.getDocStats().numDocs;
        if (indexed - count <= Math.max(MANY, count / 4)) {
            return;
        }
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            for (long uid : IndexedHits.uids(reader)) {
                if (!isThere.test(uid)) {
                    var _ = writer.deleteDocuments(new Term(UID, Long.toString(uid)));
                }
            }
        }
    }

    /// Makes durable what there is, and lets searches see it.
    public void commit() throws IOException {
        new IndexMark(extractor.version(), uidValidity, indexedTo).writeTo(writer);
        var _ = writer.commit();
    }

    /// What has not been committed is forgotten.
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            directory.close();
        }
    }
}
