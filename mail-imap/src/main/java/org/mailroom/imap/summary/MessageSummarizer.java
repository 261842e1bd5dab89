// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.MimeScanner;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.Summarizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/// Makes summaries, in one pass over a message.
public final class MessageSummarizer implements Summarizer {
    @Override
    public int version() {
        return 4;
    }

    @Override
    public byte[] summarize(MessageContent content) throws IOException {
        MimePart message = MimeScanner.scan(content);
        HeaderFields header = message.header();
        String preview = Preview.of(message, content);
        return Summary.octets(
                SentDate.parse(header.value("Date")),
                written(out -> new EnvelopeWriter(out).write(header)),
                written(
                        out ->
                                new StructureWriter(out, StructureWriter.Extent.FULL)
                                        .write(message)),
                written(out -> out.string(preview)),
                listed(header),
                texts(header));
    }

    private static byte[] written(Consumer<ResponseWriter> what) {
        var octets = new ByteArrayOutputStream(512);
        var out = new ResponseWriter(octets::write);
        what.accept(out);
        out.flush();
        return octets.toByteArray();
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
