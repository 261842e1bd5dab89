// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.MimeScanner;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The content of one message, read as far as it is asked for: its header, its structure, or any
/// octets of it. On the session's thread, or on another one that the session waits for.
final class MessageText {
    // What it takes a millisecond to look through, at the best
    private static final int LARGE_OCTETS = 128 * 1024;
    private static final int MAX_HEADER_OCTETS = 1024 * 1024;
    private static final int PIECE_OCTETS = 8 * 1024;

    /// What was read of the header block, and whether its end was seen.
    private static final class Head {
        private final byte[] octets;
        private final boolean isWhole;

        Head(byte[] octets, boolean isWhole) {
            this.octets = octets;
            this.isWhole = isWhole;
        }
    }

    private final MessageContent content;
    private final Background background;
    private Optional<Place> place = Optional.empty();
    private Optional<Head> head = Optional.empty();
    private Optional<HeaderFields> header = Optional.empty();
    private Optional<MimePart> structure = Optional.empty();

    /// Where the last reading has ended.
    private record Place(InputStream in, long offset) {}

    MessageText(MessageContent content, Background background) {
        this.content = content;
        this.background = background;
    }

    long octets() {
        return content.octets();
    }

    /// Whether it takes long to look through it.
    boolean isLarge() {
        return isLarge(content.octets());
    }

    static boolean isLarge(long octets) {
        return octets > LARGE_OCTETS;
    }

    InputStream stream() throws IOException {
        return content.open();
    }

    /// Reads some octets that begin at `offset`, at least one; goes on from where the last reading
    /// has ended without passing over what stands before.
    int read(long offset, byte[] target, int length) throws IOException {
        Place from = place.filter(p -> p.offset() <= offset).orElse(null);
        place = Optional.empty();
        InputStream in = from == null ? content.open() : from.in();
        in.skipNBytes(offset - (from == null ? 0 : from.offset()));
        int read = in.read(target, 0, length);
        if (read < 0) {
            throw new EOFException("message is shorter than announced");
        }
        if (offset + read < content.octets()) {
            place = Optional.of(new Place(in, offset + read));
        } else {
            in.close();
        }
        return read;
    }

    HeaderFields header() {
        if (header.isEmpty()) {
            header =
                    structure
                            .map(MimePart::header)
                            .or(() -> Optional.of(HeaderFields.parse(head().octets)));
        }
        return header.get();
    }

    /// The header block up to the empty line that ends it and with it; cut where it is huge.
    byte[] headerOctets() {
        return head().octets;
    }

    /// Where the body begins.
    long bodyStart() {
        return head().isWhole ? head().octets.length : structure().bodyStart();
    }

    MimePart structure() {
        if (structure.isEmpty()) {
            structure = Optional.of(isLarge() ? background.compute(this::scanned) : scanned());
        }
        return structure.get();
    }

    private MimePart scanned() {
        try {
            return MimeScanner.scan(content);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Head head() {
        if (head.isEmpty()) {
            try (InputStream in = content.open()) {
                head = Optional.of(head(in));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return head.get();
    }

    private static Head head(InputStream in) throws IOException {
        var found = new ByteArrayOutputStream(PIECE_OCTETS);
        byte[] piece = new byte[PIECE_OCTETS];
        int lineOctets = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            for (int i = 0; i < read; i++) {
                if (piece[i] == '\n' && lineOctets == 0) {
                    found.write(piece, 0, i + 1);
                    return new Head(found.toByteArray(), true);
                }
                if (piece[i] == '\n') {
                    lineOctets = 0;
                } else if (piece[i] != '\r') {
                    lineOctets++;
                }
            }
            found.write(piece, 0, read);
            if (found.size() > MAX_HEADER_OCTETS) {
                return new Head(found.toByteArray(), false);
            }
        }
        // RFC 5322 §3.5: a message may end with its header
        return new Head(found.toByteArray(), true);
    }
}
