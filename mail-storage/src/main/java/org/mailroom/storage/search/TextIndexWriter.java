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
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.TextExtractor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongPredicate;

/// Adds messages to an index of words, in the order of their UIDs. For one thread.
public final class TextIndexWriter implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TextIndexWriter.class);

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
    ///
    /// @throws IOException when the message cannot be read
    public void add(long uid, MessageContent content) throws IOException {
        MessageWords words = words(uid, content);
        boolean isWhole = words.isWhole();
        var document = new Document();
        document.add(new StringField(UID, Long.toString(uid), Field.Store.NO));
        document.add(new NumericDocValuesField(UID, uid));
        document.add(new NumericDocValuesField(WHOLE, isWhole ? 1 : 0));
        document.add(field(HEADER, isWhole ? words.header() : Set.of()));
        document.add(field(BODY, isWhole ? words.body() : Set.of()));
        writing(() -> writer.addDocument(document));
        indexedTo = uid;
    }

    // A message that is beyond us does not keep the others out of the index.
    private MessageWords words(long uid, MessageContent content) throws IOException {
        var words = new MessageWords();
        try {
            extractor.extract(content, words);
        } catch (MailboxException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("The text of UID {} is not understood: {}", uid, e.toString());
            words.giveUp();
        }
        return words;
    }

    private interface Writing {
        long run() throws IOException;
    }

    private static void writing(Writing work) {
        try {
            var _ = work.run();
        } catch (IOException | RuntimeException e) {
            throw new BrokenIndexException(e);
        }
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
    public void tidy(int count, LongPredicate isThere) {
        int indexed = writer.getDocStats().numDocs;
        if (indexed - count > Math.max(MANY, count / 4)) {
            writing(() -> deleteGone(isThere));
        }
    }

    private long deleteGone(LongPredicate isThere) throws IOException {
        long deleted = 0;
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            for (long uid : IndexedHits.uids(reader)) {
                if (!isThere.test(uid)) {
                    deleted = writer.deleteDocuments(new Term(UID, Long.toString(uid)));
                }
            }
        }
        return deleted;
    }

    /// Makes durable what there is, and lets searches see it.
    public void commit() {
        new IndexMark(extractor.version(), uidValidity, indexedTo).writeTo(writer);
        writing(writer::commit);
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
