// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.SyntaxException;

import java.util.Random;

class PathParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    <a@b.c>                    | a                | b.c
                    <"a.b..c."@b.c>            | a.b..c.          | b.c
                    <"a b"@b.c>                | a b              | b.c
                    <"a\\"@x"@b.c>             | a"@x             | b.c
                    <@x.y,@z:a@b.c>            | a                | b.c
                    <postmaster>               | postmaster       | ~~
                    <a@[192.0.2.1]>            | a                | [192.0.2.1]
                    <a@[IPv6:2001:db8::1]>     | a                | [IPv6:2001:db8::1]
                    <victim%x.y@b.c>           | victim%x.y       | b.c
                    <x.y!victim@b.c>           | x.y!victim       | b.c
                    <grå@bücher.example>       | grå              | bücher.example
                    """)
    void readsLocalPartAndDomain(String path, String localPart, String domain) {
        assertThat(PathParser.forwardPath(path, PathParser.Mode.SMTPUTF8))
                .isEqualTo(new Address(localPart, domain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<>",
                "<@b.c>",
                "<a@>",
                "<a@b.c",
                "a@b.c>",
                "<a@b.c> x",
                "<a@b@c>",
                "<.a@b.c>",
                "<a.@b.c>",
                "<a..b@c>",
                "<\"a\\é\"@b>",
                "<a@[1.2.3]>",
                "<a b@c>",
                "<\"a@b.c>",
                "<\"a\"b@c>",
                "<a@-b.c>",
                "<a@b..c>",
                "<a@.b>",
                "<a@[1.2.3]x>",
                "<a@[]>",
                "<a@[IPv6:1.2.3.4]>",
                "<a@[::1]>",
                "<a@b\uFF20c>",
                "<a\u00A0b@c>",
                "<a@b\u3002c>",
                "<@x.y a@b.c>",
                "<a\\",
                "<\"\\",
                "<a\u0000@b>"
            })
    void refusesWhatIsNoAddressInAnyReading(String path) {
        assertThatThrownBy(() -> PathParser.forwardPath(path, PathParser.Mode.SMTPUTF8))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        String label = "a".repeat(64);

        assertThatThrownBy(() -> PathParser.forwardPath("<a@" + label + ">", PathParser.Mode.ASCII))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(
                        () ->
                                PathParser.forwardPath(
                                        "<" + "a".repeat(257) + "@b>", PathParser.Mode.ASCII))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void refusesNonAsciiUnlessItIsAllowed() {
        assertThatThrownBy(() -> PathParser.forwardPath("<grå@b.c>", PathParser.Mode.ASCII))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void knowsTheNullPath() {
        assertThat(PathParser.reversePath("<>", PathParser.Mode.ASCII)).isEqualTo(ReversePath.NULL);
    }

    @Test
    void readsWhatItWroteAndThrowsNothingButSyntax() {
        var random = new Random(20261122);
        for (int round = 0; round < 20_000; round++) {
            String path = noise(random);
            Address address;
            try {
                address = PathParser.forwardPath(path, PathParser.Mode.SMTPUTF8);
            } catch (SyntaxException e) {
                continue;
            }
            assertThat(PathParser.forwardPath("<" + address + ">", PathParser.Mode.SMTPUTF8))
                    .as("round %d: %s", round, path)
                    .isEqualTo(address);
        }
    }

    private static String noise(Random random) {
        String letters = "ab1.-_@@<>\"\\:,[] %!é\u0000\uFF20";
        var text = new StringBuilder("<");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.append(random.nextInt(4) == 0 ? "" : "@b.c>").toString();
    }
}
