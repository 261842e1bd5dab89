// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;

import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
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

    /// `body` yields the octets of the part's body; the reader takes it over. What it throws comes
    /// from `body`.
    public static Reader of(MimePart part, InputStream body) {
        var source = new Source(body);
        InputStream octets =
                switch (part.encoding()) {
                    case "base64" -> new Whole(new Base64InputStream(source, DecodeMonitor.SILENT));
                    case "quoted-printable" ->
                            new Whole(
                                    new QuotedPrintableInputStream(
                                            new FewBlanks(source), DecodeMonitor.SILENT));
                    default -> source;
                };
        return new Forgiving(new InputStreamReader(octets, charset(part)), source);
    }

    /// Knows whether reading has failed.
    private static final class Source extends FilterInputStream {
        private boolean hasFailed;

        Source(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] part, int offset, int length) throws IOException {
            hasFailed = true;
            int n = in.read(part, offset, length);
            hasFailed = false;
            return n;
        }
    }

    /// Lets blanks go where many stand in a row: those at the end of a line are no text (RFC 2045
    /// §6.7), so the decoder keeps them until it sees what follows.
    private static final class FewBlanks extends FilterInputStream {
        private static final int MAX_BLANKS = 8192;

        private int blanks;

        FewBlanks(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] part, int offset, int length) throws IOException {
            int kept = 0;
            while (kept == 0 && length > 0) {
                int n = in.read(part, offset, length);
                if (n < 0) {
                    return -1;
                }
                kept = keep(part, offset, n);
            }
            return kept;
        }

        private int keep(byte[] part, int offset, int length) {
            int kept = offset;
            for (int at = offset; at < offset + length; at++) {
                boolean isBlank = part[at] == ' ' || part[at] == '\t';
                if (!isBlank || blanks < MAX_BLANKS) {
                    blanks = isBlank ? blanks + 1 : 0;
                    part[kept++] = part[at];
                }
            }
            return kept - offset;
        }
    }

    /// Ends where the decoder has nothing to say: it answers 0 octets to padding behind nothing.
    private static final class Whole extends FilterInputStream {
        Whole(InputStream decoder) {
            super(decoder);
        }

        @Override
        public int read(byte[] part, int offset, int length) throws IOException {
            int n = in.read(part, offset, length);
            return n == 0 && length > 0 ? -1 : n;
        }
    }

    /// Ends where a decoder fails.
    private static final class Forgiving extends FilterReader {
        private final Source source;

        Forgiving(Reader text, Source source) {
            super(text);
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] part, int offset, int length) throws IOException {
            try {
                return in.read(part, offset, length);
            } catch (IOException | RuntimeException e) {
                if (source.hasFailed) {
                    throw e;
                }
                return -1;
            }
        }
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
