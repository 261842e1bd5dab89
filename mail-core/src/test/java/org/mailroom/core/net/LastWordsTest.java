// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// What a peer hears that is cut off while it sends.
class LastWordsTest {
    private static final byte[] MEGABYTE = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

    @AutoClose private final Transport transport = new Transport();
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        listen(LastWordsTest::refuse);
    }

    private void listen(Door.SessionStarter session) throws IOException {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        listener =
                transport.listen(
                        new Door(
                                "test",
                                here,
                                Optional.empty(),
                                new Door.Limits(0, 0),
                                "",
                                session));
    }

    private static void refuse(Wire wire) {
        var _ = wire.input().readLine(1_000, Duration.ofSeconds(10));
        wire.write("500 too long\r\n");
    }

    @Test
    void arriveThoughTheLineGoesOn() throws Exception {
        assertArriveThoughTheLineGoesOn();
    }

    private void assertArriveThoughTheLineGoesOn() throws IOException {
        try (Socket client = connect()) {
            for (int i = 0; i < 20; i++) {
                client.getOutputStream().write(MEGABYTE);
            }
            assertThat(client.getInputStream().readAllBytes())
                    .asString()
                    .isEqualTo("500 too long\r\n");
        }
    }

    @Test
    void arriveThoughCommandsWaitBehindThem() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(MEGABYTE);
            assertThat(client.getInputStream().readAllBytes())
                    .asString()
                    .isEqualTo("500 too long\r\n");
        }
    }

    /// As by a session that ends before its thread does.
    @Test
    void arriveThoughTheConnectionIsClosedTwice() throws Exception {
        listen(
                wire -> {
                    refuse(wire);
                    wire.flush();
                    wire.close();
                });

        assertArriveThoughTheLineGoesOn();
    }

    @Test
    @Timeout(20)
    void areTheLastThoughThePeerGoesOnForEver() throws Exception {
        try (Socket client = connect()) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.getOutputStream().write(MEGABYTE);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(listener.address(), 5_000);
        socket.setSoTimeout(10_000);
        return socket;
    }
}
