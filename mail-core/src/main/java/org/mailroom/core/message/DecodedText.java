// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/// The text of a part as a person reads it: transfer encoding and charset undone, mistakes in them
/// passed over.
public final class DecodedText {
    private DecodedText() {}

    /// `body` yields the octets of the part's body; the reader takes it over.
    public static Reader of(MimePart part, InputStream body) {
        InputStream octets =
                switch (part.encoding()) {
                    case "base64" -> new Base64InputStream(body, DecodeMonitor.SILENT);
                    case "quoted-printable" ->
                            new QuotedPrintableInputStream(body, DecodeMonitor.SILENT);
                    default -> body;
                };
        return new InputStreamReader(octets, charset(part));
    }

    // RFC 2045 §5.2 says US-ASCII where nothing is said; UTF-8 reads that, and what people send
    private static Charset charset(MimePart part) {
        String name = part.contentType().parameter("charset").orElse("utf-8");
        try {
            return name.equalsIgnoreCase("us-ascii")
                    ? StandardCharsets.UTF_8
                    : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
