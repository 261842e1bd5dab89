// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.ConfigException;

import java.net.InetAddress;

class ScoredListTest {
    @ParameterizedTest
    @CsvSource({
        "bl.test, bl.test, 1, true",
        "bl.test*2, bl.test, 2, true",
        "bl.test*-3, bl.test, -3, true",
        "bl.test=127.0.0.[2..11]*2, bl.test, 2, true",
        "bl.test=127.0.0.[4;9], bl.test, 1, false"
    })
    void readsDomainFilterAndWeight(String text, String zone, int weight, boolean matches) {
        ScoredList list = ScoredList.of(text);

        assertThat(list.zone()).isEqualTo(zone);
        assertThat(list.weight()).isEqualTo(weight);
        assertThat(list.filter().matches(InetAddress.ofLiteral("127.0.0.2"))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*2", "bl.test*", "bl.test*x", "bl.test=", "bl.test=127.0.0", "a b", ""})
    void saysWhatItExpects(String text) {
        assertThatThrownBy(() -> ScoredList.of(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"" + text + "\" is no DNS list: expected domain");
    }
}
