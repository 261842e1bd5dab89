// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.jspecify.annotations.Nullable;
import org.mailroom.core.journal.FolderDisk;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.TextHits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;

/// The index of the words of one mailbox, in a folder of its own. It holds messages in the order of
/// their UIDs; what it says of them never changes. An index that is damaged counts as none. Safe
/// for use by several threads, of which one at a time may write.
public final class TextIndex implements Closeable {
    /// The folder beside the index of a mailbox.
    public static final String FOLDER = ".text";

    private static final Logger LOG = LoggerFactory.getLogger(TextIndex.class);

    // It advises a faster module at every start; kept, as loggers are forgotten otherwise.
    private static final java.util.logging.Logger ADVICE =
            java.util.logging.Logger.getLogger(
                    "org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        ADVICE.setLevel(Level.SEVERE);
    }

    private final Path folder;
    private final TextExtractor extractor;
    private @Nullable DirectoryReader reader;

    /// The UIDs of all its messages, as the reader has them; null where nobody has asked yet.
    private long @Nullable [] indexed;

    private boolean isClosed;

    public TextIndex(Path mailboxFolder, TextExtractor extractor) {
        this.folder = mailboxFolder.resolve(FOLDER);
        this.extractor = extractor;
    }

    /// Whether somebody has begun it.
    public boolean exists() {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /// The room that its disk has left, once it has been begun.
    public long usableOctets() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /// Up to which UID its messages are known.
    public synchronized long indexedTo(long uidValidity) {
        Optional<DirectoryReader> open = reader();
        try {
            return open.isEmpty() ? 0 : indexedTo(open.get(), uidValidity);
        } catch (IOException | RuntimeException e) {
            discard(e);
            return 0;
        }
    }

    private long indexedTo(DirectoryReader open, long uidValidity) throws IOException {
        return IndexMark.of(open, extractor).indexedTo(uidValidity);
    }

    /// Which messages contain a text, as far as that is known.
    public synchronized TextHits hits(long uidValidity, SearchedText where, String folded) {
        Optional<WordQuery> query = WordQuery.of(where, folded);
        Optional<DirectoryReader> open = query.isEmpty() ? Optional.empty() : reader();
        if (open.isEmpty()) {
            return TextHits.UNKNOWN;
        }
        try {
            long indexedTo = indexedTo(open.get(), uidValidity);
            return IndexedHits.find(
                    new IndexSearcher(open.get()), query.get(), indexedTo, indexed(open.get()));
        } catch (IOException | RuntimeException e) {
            discard(e);
            return TextHits.UNKNOWN;
        }
    }

    private long[] indexed(DirectoryReader open) throws IOException {
        long[] known = indexed;
        if (known == null) {
            known = IndexedHits.uids(open);
            indexed = known;
        }
        return known;
    }

    /// Begins to write. What is committed is seen by the next search.
    ///
    /// @throws BrokenIndexException when it is damaged
    public TextIndexWriter writer(long uidValidity) {
        try {
            return new TextIndexWriter(directory(), extractor, uidValidity);
        } catch (IOException | RuntimeException e) {
            throw new BrokenIndexException(e);
        }
    }

    private Directory directory() throws IOException {
        var _ = FolderDisk.in(folder);
        return FSDirectory.open(folder, NoLockFactory.INSTANCE);
    }

    /// The index as it was committed last; empty where there is none.
    private Optional<DirectoryReader> reader() {
        if (isClosed || !exists()) {
            return Optional.empty();
        }
        try {
            DirectoryReader before = reader;
            DirectoryReader now = before == null ? opened() : DirectoryReader.openIfChanged(before);
            if (now != null) {
                reader = now;
                indexed = null;
                if (before != null) {
                    before.close();
                }
            }
            return Optional.ofNullable(reader);
        } catch (IndexNotFoundException e) {
            LOG.debug("Nothing has been committed to {} yet", folder);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            discard(e);
            return Optional.empty();
        }
    }

    private DirectoryReader opened() throws IOException {
        DirectoryReader opened = DirectoryReader.open(directory());
        try {
            for (LeafReaderContext leaf : opened.leaves()) {
                ((CodecReader) leaf.reader()).checkIntegrity();
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void discard(Exception why) {
        LOG.warn(
                "The text index in {} is of no use and will be made anew: {}",
                folder,
                why.toString());
        try {
            closeReader();
            deleteFiles();
        } catch (IOException e) {
            LOG.warn("The text index in {} was not deleted: {}", folder, e.toString());
        }
    }

    /// Deletes what there is; nobody writes meanwhile.
    public synchronized void delete() throws IOException {
        closeReader();
        deleteFiles();
    }

    private void deleteFiles() throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private void closeReader() throws IOException {
        DirectoryReader open = reader;
        reader = null;
        indexed = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        closeReader();
    }
}
