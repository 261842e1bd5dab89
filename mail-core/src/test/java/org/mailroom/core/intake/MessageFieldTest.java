// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.SyntaxException;

import java.nio.charset.StandardCharsets;

class MessageFieldTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' one'                  | X: one\\r\\n",
                "tight                   | X:tight\\r\\n",
                "' one\\n\\ttwo'         | X: one\\r\\n\\ttwo\\r\\n",
                "' one\\r\\n two'        | X: one\\r\\n two\\r\\n",
                "' one\\nBcc: two'       | X: one\\r\\n\\tBcc: two\\r\\n",
                "' one\\n\\nbody'        | X: one\\r\\n\\tbody\\r\\n",
                "' one\\n \\n two\\n'    | X: one\\r\\n two\\r\\n",
                "' a\\rb'                | X: a b\\r\\n",
                "''                      | X:\\r\\n",
            })
    void writesNothingButOneField(String value, String lines) {
        byte[] octets = new MessageField("X", unescaped(value)).lines();

        assertThat(new String(octets, StandardCharsets.ISO_8859_1)).isEqualTo(unescaped(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nBcc", "\u00e4"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> new MessageField(name, "x")).isInstanceOf(SyntaxException.class);
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    }
}
