// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.MimeScanner;
import org.mailroom.storage.Summarizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/// Makes summaries, in one pass over a message.
public final class MessageSummarizer implements Summarizer {
    private static final int SMALL_OCTETS = 64 * 1024;

    @Override
    public int version() {
        return 4;
    }

    @Override
    public byte[] summarize(MessageContent content) throws IOException {
        return summarizeRead(content.octets() <= SMALL_OCTETS ? inMemory(content) : content);
    }

    // It is looked at twice.
    private static MessageContent inMemory(MessageContent content) throws IOException {
        byte[] octets = new byte[(int) content.octets()];
        try (InputStream in = content.open()) {
            int read = in.readNBytes(octets, 0, octets.length);
            return MessageContent.of(read == octets.length ? octets : Arrays.copyOf(octets, read));
        }
    }

    private static byte[] summarizeRead(MessageContent content) throws IOException {
        MimePart message = MimeScanner.scan(content);
        HeaderFields header = message.header();
        var summary = new Summary.Maker(SentDate.parse(header.value("Date")));
        summary.piece(out -> new EnvelopeWriter(out).write(header));
        summary.piece(out -> new StructureWriter(out, StructureWriter.Extent.FULL).write(message));
        String preview = Preview.of(message, content);
        summary.piece(out -> out.string(preview));
        summary.piece(listed(header));
        summary.piece(texts(header));
        return summary.octets();
    }

    private static byte[] listed(HeaderFields header) {
        var listed = new ByteArrayOutputStream(512);
        for (HeaderField field : header.all()) {
            if (ListedFields.contains(field.name())) {
                header.writeTo(listed, field);
            }
        }
        listed.write('\r');
        listed.write('\n');
        return listed.toByteArray();
    }

    private static byte[] texts(HeaderFields header) {
        var texts = new ByteArrayOutputStream(256);
        for (HeaderField field : header.all()) {
            int number = ListedFields.SEARCHED.indexOf(field.name().toUpperCase(Locale.ROOT));
            if (number >= 0) {
                texts.writeBytes(Summary.text(number, Needle.folded(field.text())));
            }
        }
        return texts.toByteArray();
    }
}
