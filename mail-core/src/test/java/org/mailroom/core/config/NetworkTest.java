// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;

final class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.0.0.1, 10.0.0.1/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "::1, [::1]/128",
        "[::1], [::1]/128",
        "[2001:db8:0:0:1::]/80, [2001:db8:0:0:1::]/80",
        "2001:db8::/32, [2001:db8::]/32",
        "::/0, [::]/0",
        "[::ffff:127.0.0.0]/104, [::ffff:127.0.0.0]/104",
    })
    void reads(String text, String written) {
        assertThat(Network.parse(text)).map(Network::toString).contains(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0/24",
                "10",
                "256.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "::1/64",
                "::/129",
                "[::1",
                "[10.0.0.1",
                "a.example",
                "",
                "/8",
                "10.0.0.0/8/8",
                "1:2",
                "0x7f.0.0.1",
                "[::1]x",
                "fe80::1%lo"
            })
    void refuses(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, 203.0.113.9, false",
        "[::ffff:0.0.0.0]/96, 203.0.113.9, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
    })
    void contains(String network, String address, boolean inside) {
        assertThat(Network.parse(network))
                .map(block -> block.contains(InetAddress.ofLiteral(address)))
                .contains(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, true",
        "[x], true",
        "2001:db8::x, false",
        "2001:db8::/zz, true",
        "cdb:/etc/networks, false",
        "hash:/etc/networks, false",
        "/etc/networks, false",
        "localhost, false",
    })
    void tellsWhatIsMeantAsANetwork(String text, boolean meant) {
        assertThat(Network.isMeant(text)).isEqualTo(meant);
    }
}
