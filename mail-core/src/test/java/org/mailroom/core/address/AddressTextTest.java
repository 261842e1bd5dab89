// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.AddressText.Separators;

class AddressTextTest {
    @Test
    void partsAtSeparatorsOutsideOfQuotes() {
        assertThat(AddressText.split("\"a,b\"@x, c d,,\"d\\\"\"@y", Separators.COMMAS))
                .containsExactly("\"a,b\"@x", "c d", "\"d\\\"\"@y");
        assertThat(AddressText.split("\"a b\"@x c,\n d", Separators.COMMAS_AND_BLANKS))
                .containsExactly("\"a b\"@x", "c", "d");
    }

    @Test
    void readsAddressesOfTables() {
        assertThat(AddressText.parse("\"a,b\"@x", "o")).contains(new Address("a,b", "x"));
        assertThat(AddressText.parse("\\ann", "o")).contains(new Address("ann", "o"));
        assertThat(AddressText.parse("@x", "o")).isEmpty();
        assertThat(AddressText.parse("a@", "o")).isEmpty();
        assertThat(AddressText.parse("a\u0007@x", "o")).isEmpty();
        assertThat(AddressText.parse("a".repeat(998) + "@x", "o")).isPresent();
        assertThat(AddressText.parse("a".repeat(999) + "@x", "o")).isEmpty();
    }
}
