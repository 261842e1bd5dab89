// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

class HeaderAddressesTest {
    private static Address toNew(Address address) {
        return address.domain().isEmpty() || address.domain().equals("old.test")
                ? new Address(address.localPart(), "new.test")
                : address;
    }

    private static String rewritten(String value) {
        return HeaderAddresses.rewrite(value, HeaderAddressesTest::toNew);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@old.test | a@new.test",
                "a | a@new.test",
                "A B <a@old.test>, <b@other.test> | A B <a@new.test>, <b@other.test>",
                "\"Lee, A\" <a@old.test> (at home), b@old.test (Bob) | \"Lee, A\" <a@new.test> (at"
                        + " home), b@new.test (Bob)",
                "friends: a@old.test, Bob <b@old.test>; , c | friends: a@new.test, Bob"
                        + " <b@new.test>; , c@new.test",
                "undisclosed-recipients:; | undisclosed-recipients:;",
                "\"a b\"@old.test | \"a b\"@new.test",
                "<@relay.test:a@old.test> | <a@new.test>",
                "Ann Lee | Ann Lee",
                "(a@old.test) | (a@old.test)",
                "a@[IPv6:::1], b@old.test | a@[IPv6:::1], b@new.test",
                "<> | <>",
                "=?utf-8?Q?J=C3=BCrgen?= <a@old.test> | =?utf-8?Q?J=C3=BCrgen?= <a@new.test>",
            })
    void changesAddressesWhereTheyStand(String value, String expected) {
        assertThat(rewritten(value)).isEqualTo(expected);
    }

    @Test
    void keepsFoldsAndOctets() {
        String raw =
                new String("Jürgen".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(rewritten(" " + raw + "\r\n\t<a@old.test>,\r\n\tb\r\n"))
                .isEqualTo(" " + raw + "\r\n\t<a@new.test>,\r\n\tb@new.test\r\n");
    }

    @Test
    void leavesWhatItCannotRead() {
        var random = new Random(7);
        String pieces = "a@\"\\<>()[],;: \t\r\n.\u00fc\u0001";

        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            assertThat(HeaderAddresses.rewrite(text.toString(), address -> address))
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void takesTimeByLengthOnly() {
        for (String piece : new String[] {"(", "<", "\"", ":", "a@b,", "[", "\\"}) {
            String text = piece.repeat(100_000);

            org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(5), () -> rewritten(text));
        }
    }
}
