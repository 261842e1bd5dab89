// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.message.AddressList.Entry;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;

class AddressListTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a@b.c                                | <a@b.c>
                    a@b, Ann <c@d>                       | <a@b> Ann<c@d>
                    "Joe Q. Public" <john.q@example.com> | Joe Q. Public<john.q@example.com>
                    "comma, here" <x@y>                  | comma, here<x@y>
                    x@y (Ann (the) Bee)                  | Ann (the) Bee<x@y>
                    (before) x@y                         | before<x@y>
                    Mary Smith <mary@x.test>             | Mary Smith<mary@x.test>
                    A Group:Ed <joe@where.test>,jdoe@one.test; | A Group:[ Ed<joe@where.test> <jdoe@one.test> ]
                    undisclosed-recipients:;             | undisclosed-recipients:[ ]
                    group: a@b                           | group:[ <a@b> ]
                    <@node.test,@b:mary@example.net>     | @node.test,@b!<mary@example.net>
                    "quoted local"@x.test                | <quoted local@x.test>
                    a . b @ c . d                        | <a.b@c.d>
                    pete(old).smith@x                    | old<pete.smith@x>
                    bare                                 | <bare@>
                    Only A Name                          | Only A Name<@>
                    <>                                   | <@>
                    ,,a@b,                               | <a@b>
                    Unclosed <a@b                        | Unclosed<a@b>
                    =?utf-8?Q?J=C3=B6rg?= <j@x>          | =?utf-8?Q?J=C3=B6rg?=<j@x>
                    """)
    void readsAddresses(String text, String shown) {
        assertThat(show(AddressList.parse(text))).isEqualTo(shown);
    }

    @Test
    void readsNothingFromNothing() {
        assertThat(AddressList.parse("").entries()).isEmpty();
        assertThat(AddressList.parse(" (only a comment) ").entries()).isEmpty();
    }

    @Test
    void tellsWhetherThereIsMore() {
        assertThat(AddressList.parse("a@b, c@d", 2).complete()).isTrue();
        assertThat(AddressList.parse("a@b, c@d, e@f", 2).entries()).hasSize(2);
        assertThat(AddressList.parse("a@b, c@d, e@f", 2).complete()).isFalse();
    }

    @Test
    void staysBoundedAndFastForHostileLists() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    assertThat(AddressList.parse("a@b,".repeat(100_000)).entries()).hasSize(1000);
                    AddressList.parse("(".repeat(500_000));
                    AddressList.parse("\"".repeat(500_001));
                    AddressList.parse("<@".repeat(200_000));
                    AddressList.parse("g:".repeat(200_000));
                });
    }

    @Test
    void neverFails() {
        String alphabet = "ab @<>,;:()\"\\.[]=?\t";
        var random = new Random(11);
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int entries = AddressList.parse(text.toString()).entries().size();

            assertThat(entries).as(text.toString()).isLessThanOrEqualTo(2 * text.length() + 1);
        }
    }

    private static String show(AddressList list) {
        return list.entries().stream()
                .map(
                        entry ->
                                switch (entry) {
                                    case Entry.Mailbox(
                                                    var name,
                                                    var route,
                                                    var local,
                                                    var domain) ->
                                            name
                                                    + (route.isEmpty() ? "" : route + "!")
                                                    + "<%s@%s>".formatted(local, domain);
                                    case Entry.GroupStart(var name) -> name + ":[";
                                    case Entry.GroupEnd() -> "]";
                                })
                .collect(Collectors.joining(" "));
    }
}
