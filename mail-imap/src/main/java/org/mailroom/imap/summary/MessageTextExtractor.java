// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.MimeScanner;
import org.mailroom.storage.TextExtractor;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;

/// Finds the text that SEARCH looks at.
public final class MessageTextExtractor implements TextExtractor {
    @Override
    public int version() {
        return 2;
    }

    @Override
    public void extract(MessageContent content, Sink sink) throws IOException {
        MimePart message = MimeScanner.scan(content);
        for (HeaderField field : message.header().all()) {
            sink.header(SearchableText.line(field));
        }
        try (InputStream octets = content.open()) {
            var _ = SearchableText.visitBody(message, octets, new Body(sink));
        }
    }

    /// Passes all on.
    private record Body(Sink sink) implements SearchableText.Visitor {
        @Override
        public boolean line(String line) throws IOException {
            sink.body(new StringReader(line));
            return true;
        }

        @Override
        public boolean part(Reader text) throws IOException {
            sink.body(text);
            return true;
        }
    }
}
