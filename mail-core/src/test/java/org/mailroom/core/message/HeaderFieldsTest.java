// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class HeaderFieldsTest {

    @Test
    void unfoldsValuesAndKeepsPlaces() {
        String block = "Subject: a\r\n\tb\r\n  c\r\nnonsense\r\nTo : x\r\nto: y\r\n\r\n";

        HeaderFields header = parse(block);

        assertThat(header.all())
                .extracting(HeaderField::name)
                .containsExactly("Subject", "To", "to");
        assertThat(header.value("subject")).isEqualTo("a b  c");
        assertThat(header.value("TO")).isEqualTo("x");
        assertThat(header.value("Cc")).isEmpty();
        HeaderField last = header.all().getLast();
        assertThat(block.substring(last.start(), last.end())).isEqualTo("to: y\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    plain                                          | plain
                    =?utf-8?Q?Gr=C3=BC=C3=9Fe?=                    | Grüße
                    =?iso-8859-1?B?5Pb8?= and =?utf-8?q?x?=        | äöü and x
                    =?utf-8?q?a?= =?utf-8?q?b?=                    | ab
                    =?broken?                                      | =?broken?
                    """)
    void decodesEncodedWords(String value, String text) {
        assertThat(parse("S: " + value + "\r\n").all().getFirst().text()).isEqualTo(text);
    }

    @Test
    void readsRawUtf8AndLatin1() {
        byte[] utf8 = "S: Grüße\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] latin1 = "S: Grüße\r\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(HeaderFields.parse(utf8).all().getFirst().text()).isEqualTo("Grüße");
        assertThat(HeaderFields.parse(latin1).all().getFirst().text()).isEqualTo("Grüße");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    text/plain                             | text/plain | []
                    text/plain; charset=utf-8              | text/plain | [charset=utf-8]
                    text/plain; charset="a;b"; format=flowed | text/plain | [charset=a;b, format=flowed]
                    text/plain (comment); charset = x (c)  | text/plain | [charset=x]
                    attachment; filename="a\\"b.txt"       | attachment | [filename=a"b.txt]
                    attachment; filename*0*=UTF-8''a%20; filename*1=b | attachment | [filename*0*=UTF-8''a%20, filename*1=b]
                    a/b; ; x; y=                           | a/b | [y=]
                    """)
    void readsParameters(String text, String value, String parameters) {
        ParameterizedValue parsed = ParameterizedValue.parse(text);

        assertThat(parsed.value()).isEqualTo(value);
        assertThat(parsed.parameters().stream().map(p -> p.name() + "=" + p.value()).toList())
                .hasToString(parameters);
    }

    private static HeaderFields parse(String block) {
        return HeaderFields.parse(block.getBytes(StandardCharsets.ISO_8859_1));
    }
}
