// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

class MessageTextsTest {
    private static final int PIECE_OCTETS = 64 * 1024;

    @Test
    void readsALargePartInPiecesWithoutBeginningAnewForEach() throws IOException {
        var content = new CountedContent(message(4 * 1024 * 1024));
        try (var threads = new ComputeThreads(1)) {
            var texts = new MessageTexts(_ -> content, new Background(threads, () -> true));
            var part = new ByteArrayOutputStream();

            long start = texts.open(1).structure().bodyStart();
            texts.keep(1, texts.open(1));
            for (long offset = start; offset < content.octets(); ) {
                MessageText text = texts.open(1);
                assertThat(text.structure().bodyStart()).isEqualTo(start);
                byte[] piece = new byte[PIECE_OCTETS];
                int read = text.read(offset, piece, piece.length);
                part.write(piece, 0, read);
                offset += read;
                texts.keep(1, text);
            }

            assertThat(part.toByteArray()).isEqualTo(content.from(start));
            assertThat(content.octetsRead.get()).isLessThan(4 * content.octets());
        }
    }

    @Test
    void keepsNothingThatIsSmallOrForgotten() {
        var small = new CountedContent(message(1000));
        var large = new CountedContent(message(1024 * 1024));
        try (var threads = new ComputeThreads(1)) {
            var texts =
                    new MessageTexts(
                            uid -> uid == 1 ? small : large, new Background(threads, () -> true));

            MessageText first = texts.open(1);
            texts.keep(1, first);
            MessageText second = texts.open(2);
            texts.keep(2, second);

            assertThat(texts.open(1)).isNotSameAs(first);
            assertThat(texts.open(2)).isSameAs(second);
            texts.forget();
            assertThat(texts.open(2)).isNotSameAs(second);
        }
    }

    private static byte[] message(int octets) {
        var text = new StringBuilder("From: ann@example.org\r\n\r\n");
        for (int line = 0; text.length() < octets; line++) {
            text.append("This is line ").append(line).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// Content that counts what is read of it.
    private static final class CountedContent implements MessageContent {
        private final byte[] octets;
        private final AtomicLong octetsRead = new AtomicLong();

        CountedContent(byte[] octets) {
            this.octets = octets;
        }

        byte[] from(long start) {
            return Arrays.copyOfRange(octets, (int) start, octets.length);
        }

        @Override
        public long octets() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new FilterInputStream(new ByteArrayInputStream(octets)) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int read = super.read(target, offset, length);
                    octetsRead.addAndGet(Math.max(0, read));
                    return read;
                }

                @Override
                public long skip(long count) throws IOException {
                    long skipped = super.skip(count);
                    octetsRead.addAndGet(skipped);
                    return skipped;
                }
            };
        }
    }
}
