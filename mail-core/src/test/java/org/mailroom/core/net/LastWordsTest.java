// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// What a peer hears that is cut off while it sends.
class LastWordsTest extends TransportLab {
    private static final byte[] MEGABYTE = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

    private static void refuse(Wire wire) {
        var _ = wire.input().readLine(1_000, PATIENCE);
        wire.write("500 too long\r\n");
    }

    @Test
    void arriveThoughTheLineGoesOn() throws Exception {
        assertThat(toldBehindAnEndlessLine(LastWordsTest::refuse)).isEqualTo("500 too long\r\n");
    }

    /// As by a session that ends before its thread does.
    @Test
    void arriveThoughTheConnectionIsClosedTwice() throws Exception {
        Door.SessionStarter closingItself =
                wire -> {
                    refuse(wire);
                    wire.flush();
                    wire.close();
                };

        assertThat(toldBehindAnEndlessLine(closingItself)).isEqualTo("500 too long\r\n");
    }

    private String toldBehindAnEndlessLine(Door.SessionStarter session) throws IOException {
        try (Socket client = connect(listen(session))) {
            for (int i = 0; i < 20; i++) {
                client.getOutputStream().write(MEGABYTE);
            }
            return read(client);
        }
    }

    @Test
    void arriveThoughCommandsWaitBehindThem() throws Exception {
        try (Socket client = connect(listen(LastWordsTest::refuse))) {
            send(client, "\r\n");
            client.getOutputStream().write(MEGABYTE);
            assertThat(read(client)).isEqualTo("500 too long\r\n");
        }
    }

    @Test
    @Timeout(20)
    void areTheLastThoughThePeerGoesOnForEver() throws Exception {
        try (Socket client = connect(listen(LastWordsTest::refuse))) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.getOutputStream().write(MEGABYTE);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }
}
