// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

class SmtpBridgeTest {
    @ParameterizedTest
    @CsvSource({"::, ::1", "0.0.0.0, 127.0.0.1", "192.0.2.1, 192.0.2.1"})
    void reachesTheDoorWhereItIs(String door, String own) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(door), 25);

        assertThat(SmtpBridge.own(address))
                .isEqualTo(new InetSocketAddress(InetAddress.getByName(own), 25));
    }

    @Test
    void saysWhenTheDoorDoesNotAnswer() throws IOException {
        InetSocketAddress closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
        var out = new ByteArrayOutputStream();

        SmtpBridge.carry(List.of(closed), InputStream.nullInputStream(), out);

        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo("421 4.3.2 Service not available\r\n");
    }
}
