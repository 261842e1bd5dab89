// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import org.mailroom.core.message.SevenBitPlan.Edit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A message for those who take no 8-bit content (RFC 6152 §3): parts that hold such octets are in
/// quoted-printable. It is converted anew whenever it is read, in memory that does not depend on
/// its size.
public final class SevenBitContent implements MessageContent {
    private static final int PIECE_OCTETS = 16 * 1024;

    private final MessageContent original;
    private final List<Edit> edits;
    private final long octets;

    private SevenBitContent(MessageContent original, List<Edit> edits) throws IOException {
        this.original = original;
        this.edits = edits;
        try (InputStream in = open()) {
            octets = in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// The same message, converted; as it is where no part needs it: 8-bit octets of header fields,
    /// and of what stands before and behind the parts of a multipart, stay. Empty where it cannot
    /// be converted.
    public static Optional<MessageContent> of(MessageContent original) throws IOException {
        Optional<List<Edit>> plan = SevenBitPlan.of(original);
        if (plan.isEmpty()) {
            return Optional.empty();
        }
        List<Edit> edits = plan.get();
        return Optional.of(edits.isEmpty() ? original : new SevenBitContent(original, edits));
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public InputStream open() throws IOException {
        return new Converted(original.open(), edits.iterator());
    }

    private static final class Converted extends BlockInput {
        private final InputStream in;
        private final Iterator<Edit> edits;
        private final ByteArrayOutputStream converted = new ByteArrayOutputStream();
        private Optional<Edit> edit;
        private QuotedPrintable encoder = new QuotedPrintable(converted);
        private long position;
        private byte[] ready = {};
        private int taken;

        Converted(InputStream in, Iterator<Edit> edits) {
            this.in = in;
            this.edits = edits;
            this.edit = next();
        }

        private Optional<Edit> next() {
            return edits.hasNext() ? Optional.of(edits.next()) : Optional.empty();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (taken == ready.length) {
                taken = 0;
                ready = edit.isPresent() ? upTo(edit.get()) : in.readNBytes(PIECE_OCTETS);
                if (ready.length == 0 && edit.isEmpty()) {
                    return -1;
                }
            }
            int copied = Math.min(length, ready.length - taken);
            System.arraycopy(ready, taken, target, offset, copied);
            taken += copied;
            return copied;
        }

        private byte[] upTo(Edit place) throws IOException {
            if (position < place.start()) {
                return piece(place.start());
            }
            byte[] piece = position < place.end() ? piece(place.end()) : new byte[0];
            converted.reset();
            switch (place) {
                case Edit.Encoded _ -> encoder.write(piece);
                case Edit.Replaced _ -> {}
            }
            if (position == place.end()) {
                leave(place);
            }
            return converted.toByteArray();
        }

        private void leave(Edit place) {
            switch (place) {
                case Edit.Encoded _ -> {
                    encoder.finish();
                    encoder = new QuotedPrintable(converted);
                }
                case Edit.Replaced(var _, var _, var text) ->
                        converted.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
            edit = next();
        }

        private byte[] piece(long end) throws IOException {
            byte[] piece = in.readNBytes((int) Math.min(PIECE_OCTETS, end - position));
            if (piece.length == 0) {
                throw new EOFException(end - position + " octets are missing");
            }
            position += piece.length;
            return piece;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
