// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.MimeScanner;
import org.mailroom.storage.Mailbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The content of one message, read as far as it is asked for: its header, its structure, or any
/// octets of it. On the session's thread.
final class MessageText {
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
    private Optional<Head> head = Optional.empty();
    private Optional<HeaderFields> header = Optional.empty();
    private Optional<MimePart> structure = Optional.empty();

    MessageText(MessageContent content) {
        this.content = content;
    }

    static MessageText open(Mailbox mailbox, long uid) {
        return new MessageText(mailbox.content(uid));
    }

    long octets() {
        return content.octets();
    }

    InputStream stream() throws IOException {
        return content.open();
    }

    HeaderFields header() {
        if (header.isEmpty()) {
            header = Optional.of(HeaderFields.parse(head().octets));
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
            try {
                structure = Optional.of(MimeScanner.scan(content));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return structure.get();
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
