// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramMessagesTest {
    @Test
    void readsNamesWithCommasAndEqualsSigns() {
        assertThat(ScramMessages.first("n,,n==2Ca=3Db=2C=2C,r=abc").orElseThrow().user())
                .isEqualTo(",a=b,,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "=", "a=2", "a=2c"})
    void refusesEqualsSignsThatStandForNothing(String name) {
        assertThat(ScramMessages.first("n,,n=" + name + ",r=abc")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=2C", "a=3D"})
    void refusesANameThatIsTooLongForAnybody(String part) {
        assertThat(ScramMessages.first("n,,n=" + part.repeat(4000) + ",r=abc")).isEmpty();
    }
}
