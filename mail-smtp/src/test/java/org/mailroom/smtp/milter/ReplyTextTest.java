// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.smtp.Reply;

import java.nio.charset.StandardCharsets;

class ReplyTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.7.1 no               | 550 5.7.1 no",
                "451 4.7.1 100%% full       | 451 4.7.1 100% full",
                "550 no status              | 550 5.7.1 no status",
                "421 4.3.2                  | 421 4.3.2",
                "550-5.7.1 one\\n550 two    | 550-5.7.1 one\\n550 5.7.1 two",
                "550-5.7.1 one\\r\\n550-5.7.1 two\\r\\n550 5.7.1 three"
                        + " | 550-5.7.1 one\\n550-5.7.1 two\\n550 5.7.1 three",
            })
    void readsReplies(String text, String written) throws MilterException {
        Reply reply = ReplyText.parse(unescaped(text));

        String octets = new String(reply.octets(), StandardCharsets.UTF_8);
        assertThat(octets.replace("\r\n", "\n").strip()).isEqualTo(unescaped(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "250 2.0.0 ok",
                "55 5.7.1 x",
                "550",
                "550 4.7.1 no",
                "451 5.7.1 no",
                "550 5.7.1 one\\n551 5.7.1 two",
                "550 5.7.1 one\\nand more"
            })
    void refusesOthers(String text) {
        assertThatThrownBy(() -> ReplyText.parse(unescaped(text)))
                .isInstanceOf(MilterException.class);
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }
}
