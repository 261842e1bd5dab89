// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

final class ExpansionTest {
    private static final Map<String, String> VALUES =
            Map.of("a", "A", "empty", "", "n", "9", "m", "10", "level", "3.6");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            textBlock =
                    """
                    plain text                       | plain text
                    $a                               | A
                    ${a}x                            | Ax
                    $(a)x                            | Ax
                    $a.b                             | A.b
                    $$a                              | $a
                    x$$                              | x$
                    [$unknown]                       | []
                    ${a?yes}                         | yes
                    ${a?yes:no}                      | yes:no
                    [${empty?yes}]                   | []
                    ${empty:no}                      | no
                    [${a:no}]                        | []
                    ${a?{yes}:{no}}                  | yes
                    ${empty?{yes}:{no}}              | no
                    ${empty?{yes}:no}                | no
                    ${a?{$a$a}:{no}}                 | AA
                    ${a?{b{c}d}}                     | b{c}d
                    ${empty:{${a?{deep}}}}           | deep
                    ${unknown:{none}}                | none
                    ${{$a} == {A} ? {same} : {other}}| same
                    ${{$a}=={B}?{same}:{other}}      | other
                    ${{$a} != {B} ? {other}}         | other
                    ${{$n} < {$m} ? {number}}        | number
                    ${{x9} > {x10} ? {text}}         | text
                    ${{9} <= {9} ? {yes}}            | yes
                    ${{9} >= {10} ? {yes} : {no}}    | no
                    [${{a} == {a}}]                  | [true]
                    [${{a} == {b}}]                  | []
                    ${{a} == {b} : {else}}           | else
                    ${{$level} <level {3.10} ? {old}}| old
                    ${{$level} >=level {3.6} ? {new}}| new
                    ${{2} <level {3.6} ? {old}}      | old
                    ${{3.6.0} ==level {3.6} ? {same}}| same
                    """)
    void replaces(String text, String expected) {
        assertThat(Expansion.of(text, ExpansionTest::value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ${a                          | '}' is missing
                    $(a}                         | ')' is missing
                    $ a                          | a name is expected after '$' (write $$ for a dollar sign)
                    10$                          | a name is expected after '$' (write $$ for a dollar sign)
                    ${a b}                       | 'a b' is no parameter name
                    ${empty ? {yes} : {no}}      | 'empty ? {yes} : {no}' is no parameter name
                    ${}                          | '' is no parameter name
                    ${{a} ~ {b} ? {c}}           | '{' is expected before '~ {b} ? {c}'
                    ${{a} = {b} ? {c}}           | '=' is no operator (== != < <= > >=)
                    ${{a} == b ? {c}}            | '{' is expected before 'b ? {c}'
                    ${{a} == {b} {c}}            | '?' or ':' is expected before '{c}'
                    ${a?{yes} no}                | 'no' is not expected here
                    ${a?{yes}                    | '}' is missing
                    ${{x} <level {3} ? {old}}    | 'x' is no compatibility level
                    """)
    void refuses(String text, String problem) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Expansion.of(text, ExpansionTest::value))
                .withMessage(problem);
    }

    private static String value(String name) {
        return VALUES.getOrDefault(name, "");
    }
}
