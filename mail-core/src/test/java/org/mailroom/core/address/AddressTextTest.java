// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.AddressText.Separators;

class AddressTextTest {
    @Test
    void partsAtSeparatorsOutsideOfQuotes() {
        assertThat(AddressText.split("\"a,b\"@x, c d,,\"d\\\"\"@y", Separators.COMMAS))
                .containsExactly("\"a,b\"@x", "c d", "\"d\\\"\"@y");
        assertThat(AddressText.split("\"a b\"@x c,\n d", Separators.COMMAS_AND_BLANKS))
                .containsExactly("\"a b\"@x", "c", "d");
    }

    // RFC 5321 §4.1.2: what stands behind it would be read as another word of a command
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@a>b",
                "x@<b",
                "x@a b",
                "x@a\u2003b",
                "x@a(b)",
                "x@a:b",
                "x@a;b",
                "x@a\\b",
                "x@\"a\"",
                "x@[a]b]",
                "x@[a>]",
                "x@]",
                "x@a,b"
            })
    void takesNothingForADomainThatIsNone(String text) {
        assertThat(AddressText.parse(text, "o")).isEmpty();
    }

    @Test
    void readsAddressesOfTables() {
        assertThat(AddressText.parse("\"a,b\"@x", "o")).contains(new Address("a,b", "x"));
        assertThat(AddressText.parse("\\ann", "o")).contains(new Address("ann", "o"));
        assertThat(AddressText.parse("@x", "o")).isEmpty();
        assertThat(AddressText.parse("a@", "o")).isEmpty();
        assertThat(AddressText.parse("a\u0007@x", "o")).isEmpty();
        assertThat(AddressText.parse("a@[IPv6:::1]", "o")).contains(new Address("a", "[IPv6:::1]"));
        assertThat(AddressText.parse("\"a>b\"@x", "o")).contains(new Address("a>b", "x"));
        assertThat(AddressText.parse("a".repeat(998) + "@x", "o")).isPresent();
        assertThat(AddressText.parse("a".repeat(999) + "@x", "o")).isEmpty();
    }
}
