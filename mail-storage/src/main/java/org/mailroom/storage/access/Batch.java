// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Delivered;
import org.mailroom.storage.index.Extent;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.Place;
import org.mailroom.storage.mbox.FromLine;
import org.mailroom.storage.mbox.OctetSink;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.Survey;
import org.mailroom.storage.rewrite.FileSink;
import org.mailroom.storage.rewrite.PageChecksums;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages that go to the end of a mailbox file in one write.
final class Batch {
    private static final int IN_MEMORY_OCTETS = 1 << 20;
    private static final byte[] END = {'\n'};

    private final IndexState before;
    private final ZoneId zone;
    private final byte[] lead;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<IndexEntry> entries = new ArrayList<>();
    private final List<Delivered> deliveries = new ArrayList<>();
    private long end;

    private static final class Piece {
        final Posting posting;
        final Survey survey;
        final byte[] from;
        final byte[] fields;

        Piece(Posting posting, Survey survey, byte[] from, byte[] fields) {
            this.posting = posting;
            this.survey = survey;
            this.from = from;
            this.fields = fields;
        }
    }

    /// @param lead what is missing at the end of the file before a message may begin
    Batch(IndexState before, byte[] lead, ZoneId zone) {
        this.before = before;
        this.zone = zone;
        this.lead = lead;
        this.end = before.stamp().octets() + lead.length;
    }

    /// Reads a message to learn its length.
    void add(Posting posting) throws IOException {
        long uid = before.uidNext() + pieces.size();
        Survey survey = Survey.of(posting.content());
        byte[] from = FromLine.of(posting.sender(), posting.date(), zone);
        byte[] fields = fields(uid, posting);
        pieces.add(new Piece(posting, survey, from, fields));
        var place = new Place(end, from.length, survey.storedOctets(fields), END.length);
        entries.add(
                new IndexEntry(
                        uid,
                        place,
                        survey.octets(),
                        survey.crc(),
                        survey.form(),
                        posting.date(),
                        posting.flags(),
                        before.modSeq() + 1,
                        IndexEntry.Written.YES));
        posting.key().ifPresent(key -> deliveries.add(new Delivered(key, uid)));
        end = place.end();
    }

    // The first message of a file tells of the mailbox too.
    private byte[] fields(long uid, Posting posting) {
        byte[] own = StateFields.of(uid, posting.flags(), StateFields.Age.NEW);
        if (before.stamp().octets() > 0 || !pieces.isEmpty()) {
            return own;
        }
        byte[] base = StateFields.base(before.uidValidity(), uid);
        byte[] both = new byte[base.length + own.length];
        System.arraycopy(base, 0, both, 0, base.length);
        System.arraycopy(own, 0, both, base.length, own.length);
        return both;
    }

    List<IndexEntry> entries() {
        return entries;
    }

    List<Delivered> deliveries() {
        return deliveries;
    }

    long octets() {
        return end - before.stamp().octets();
    }

    /// The batch as octets: kept in memory where it is small, else made again for each use.
    Image image() throws IOException {
        if (octets() > IN_MEMORY_OCTETS) {
            return new Image(this, before.stamp().octets(), Optional.empty());
        }
        ByteBuffer octets = ByteBuffer.allocate((int) octets());
        render(octets::put);
        return new Image(this, before.stamp().octets(), Optional.of(octets.flip()));
    }

    /// @throws IOException also when a message is not what it was when it was measured
    void render(OctetSink sink) throws IOException {
        var measured = new Measured(sink, octets());
        measured.put(lead);
        for (Piece piece : pieces) {
            measured.put(piece.from);
            piece.survey.write(piece.posting.content(), piece.fields, measured);
            measured.put(END);
        }
        measured.end();
    }

    /// Lets through as many octets as there are to be, no more and no fewer.
    private static final class Measured implements OctetSink {
        private final OctetSink sink;
        private long left;

        Measured(OctetSink sink, long octets) {
            this.sink = sink;
            this.left = octets;
        }

        @Override
        public void put(byte[] octets, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw changed();
            }
            sink.put(octets, offset, length);
        }

        void end() throws IOException {
            if (left > 0) {
                throw changed();
            }
        }

        private static IOException changed() {
            return new IOException("a message has changed while it was stored");
        }
    }

    /// What will stand in the file.
    record Image(Batch batch, long offset, Optional<ByteBuffer> octets) {

        Extent extent() throws IOException {
            var checksums = new PageChecksums(offset);
            render(checksums);
            return checksums.extent();
        }

        void writeTo(MailFile file) throws IOException {
            if (octets.isPresent()) {
                file.write(octets.get().duplicate(), offset);
            } else {
                var writer = new FileSink(file, offset);
                batch.render(writer);
                writer.flush();
            }
        }

        private void render(OctetSink sink) throws IOException {
            if (octets.isPresent()) {
                sink.put(octets.get().array(), 0, octets.get().limit());
            } else {
                batch.render(sink);
            }
        }
    }
}
