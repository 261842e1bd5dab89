// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

class HostsTest {
    private static final Tables TABLES = Tables.of("hash", Set.of(), _ -> {});

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, true",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "[2001:db8::]/32, false",
        "host.client.test, true",
        "HOST.client.test, true",
        "client.test, false",
        ".client.test, true",
        "!192.0.2.7 192.0.2.0/24, false",
        "!192.0.2.8 192.0.2.0/24, true",
        "192.0.2.0/24 !192.0.2.7, true",
        "inline:{192.0.2.7=x}, true",
        "inline:{host.client.test=x}, true",
        "inline:{192.0.2.8=x}, false",
        "fail:table, false",
        "'', false"
    })
    void findsAHostByNameOrAddress(String list, boolean found) {
        Match match = hosts(list).contains("host.client.test", InetAddress.ofLiteral("192.0.2.7"));

        assertThat(match instanceof Match.Yes).isEqualTo(found);
    }

    @Test
    void refusesABrokenNetwork() {
        assertThatThrownBy(() -> hosts("192.0.2.1/24"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("192.0.2.1/24");
    }

    private static Hosts hosts(String list) {
        return Hosts.open(
                List.of(list.split(" ")).stream().filter(word -> !word.isEmpty()).toList(), TABLES);
    }
}
