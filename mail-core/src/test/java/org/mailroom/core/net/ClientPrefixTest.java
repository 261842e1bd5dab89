// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;

class ClientPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2, 32, 64, false",
        "192.0.2.1, 192.0.2.2, 24, 64, true",
        "192.0.2.1, 192.0.3.1, 23, 64, true",
        "192.0.2.1, 192.0.4.1, 23, 64, false",
        "2001:db8::1, 2001:db8::2, 32, 64, true",
        "2001:db8::1, 2001:db8:0:1::1, 32, 64, false",
        "2001:db8::1, 2001:db8::800:0:1, 32, 84, true",
        "2001:db8::1, 2001:db8::2000:0:0:1, 32, 84, false",
    })
    void isTheSameForNeighbours(String one, String other, int ipv4, int ipv6, boolean same) {
        var left = ClientPrefix.of(InetAddress.ofLiteral(one), ipv4, ipv6);
        var right = ClientPrefix.of(InetAddress.ofLiteral(other), ipv4, ipv6);

        assertThat(left.equals(right)).isEqualTo(same);
    }
}
