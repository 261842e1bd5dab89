// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class ModifiedUtf7Test {

    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "R&D, R&-D",
        "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
        "Entwürfe, Entw&APw-rfe",
        "😀, &2D3eAA-"
    })
    void translatesBothWays(String name, String wire) {
        assertThat(ModifiedUtf7.encode(name)).isEqualTo(wire);
        assertThat(ModifiedUtf7.decode(wire)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "a&b",
                "&AGE-",
                "&Jjo",
                "&Jjo!",
                "&U,BTFw-&ZeVnLIqe-",
                "&2D0-",
                "&APw=-",
                "&A-",
                "Entwürfe",
                "tab\there"
            })
    void refusesWhatNoEncoderWrites(String wire) {
        assertThat(ModifiedUtf7.decode(wire)).isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            var name = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                name.appendCodePoint(codePoint(random));
            }
            String wire = ModifiedUtf7.encode(name.toString());

            assertThat(wire).matches("[ -~]*");
            assertThat(ModifiedUtf7.decode(wire)).contains(name.toString());
        }
    }

    private static int codePoint(Random random) {
        int codePoint = random.nextBoolean() ? ' ' + random.nextInt(95) : random.nextInt(0x20000);
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return surrogate ? '&' : codePoint;
    }
}
