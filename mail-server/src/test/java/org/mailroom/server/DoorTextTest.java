// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;

class DoorTextTest {
    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, [::]:25",
        "0:0:0:0:0:0:0:1, [::1]:25",
        "127.0.0.1, 127.0.0.1:25",
    })
    void writesAddressesInTheirShortForm(String address, String text) {
        var door = new InetSocketAddress(InetAddress.ofLiteral(address), 25);

        assertThat(Doors.text(door)).isEqualTo(text);
    }
}
