// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.DecodedText;
import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MimePart;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/// The text that people search in a message (RFC 3501 §6.4.4): its header, its text parts, and the
/// headers of messages inside, decoded as a person reads them.
public final class SearchableText {
    private SearchableText() {}

    /// Takes one text after another.
    public interface Visitor {
        /// A line of the header of a message inside; answers whether to go on.
        boolean line(String line) throws IOException;

        /// A part; answers whether to go on.
        boolean part(Reader text) throws IOException;
    }

    /// A field of a header as it is searched.
    public static String line(HeaderField field) {
        return field.name() + ": " + field.text();
    }

    /// Visits what stands behind the header. Answers whether the visitor wanted to see all.
    ///
    /// @param octets the whole message
    public static boolean visitBody(MimePart message, InputStream octets, Visitor visitor)
            throws IOException {
        return visitPart(message, new ForwardOctets(octets), visitor);
    }

    private static boolean visitPart(MimePart part, ForwardOctets octets, Visitor visitor)
            throws IOException {
        for (MimePart child : part.children()) {
            boolean goesOn = !part.isMessage() || visitHeader(child.header(), visitor);
            if (!goesOn || !visitPart(child, octets, visitor)) {
                return false;
            }
        }
        boolean isText = part.children().isEmpty() && part.type().equals("text");
        return !isText
                || visitor.part(
                        DecodedText.of(part, octets.between(part.bodyStart(), part.bodyEnd())));
    }

    private static boolean visitHeader(HeaderFields header, Visitor visitor) throws IOException {
        for (HeaderField field : header.all()) {
            if (!visitor.line(line(field))) {
                return false;
            }
        }
        return true;
    }
}
