// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Whatever comes, in whatever pieces: the same passes, and no more than is to be added.
final class HeaderFilterFuzzTest {
    private static final int MAX_FIELD = 40;
    private static final String ADDED = "Date: now\r\n";
    private static final List<String> PIECES =
            List.of(
                    "\r\n",
                    "\r\n",
                    "\r\n ",
                    "\n",
                    "\r",
                    "\t",
                    ":",
                    " : ",
                    "Bcc:",
                    "\r\nbcc: a@b",
                    "Date: x\r\n",
                    "Received: y\r\n",
                    "Message-Id:\r\n <1@x>",
                    "To: someone",
                    "a word",
                    "\0",
                    "\u00e4",
                    "\u007f",
                    "x".repeat(MAX_FIELD));

    @Test
    void passesTheSameInWhateverPieces() {
        int dropped = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            String text = text(new Random(seed));

            String whole = filtered(text, new Random(seed), text.length() + 1);
            String pieces = filtered(text, new Random(seed), 7);

            assertThat(pieces).as("seed %d", seed).isEqualTo(whole);
            assertThat(whole.length())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(text.length() + ADDED.length() + 2);
            dropped += whole.length() < text.length() ? 1 : 0;
        }
        assertThat(dropped).as("texts with a field to be dropped").isPositive();
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int pieces = random.nextInt(30);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String filtered(String text, Random random, int longest) {
        var out = new ByteArrayOutputStream();
        var filter =
                new HeaderFilter(
                        Set.of("bcc"),
                        MAX_FIELD,
                        FieldEdit.NONE,
                        seen -> seen.fields().contains("date") ? "" : ADDED,
                        out::write,
                        out::write);
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < octets.length) {
            int length = Math.min(octets.length - at, 1 + random.nextInt(longest));
            filter.write(octets, at, length);
            at += length;
        }
        filter.finish();
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
