// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Servers that would keep a client for ever, or fill its memory.
@Timeout(60)
class HostileServerTest {

    @Test
    void doesNotListenToAReplyWithoutEnd() throws IOException {
        assertThat(toldBy("220-still greeting\r\n"))
                .isEqualTo("protocol error: host 127.0.0.1[127.0.0.1]: reply has too many lines");
    }

    @Test
    void doesNotListenToALineWithoutEnd() throws IOException {
        assertThat(toldBy("220 " + "x".repeat(1000)))
                .isEqualTo("protocol error: host 127.0.0.1[127.0.0.1]: reply line is too long");
    }

    /// What a delivery says of a server that says the same again and again.
    private static String toldBy(String again) throws IOException {
        var script = new DialogueScript(List.of("given patience = 1000"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> repeat(socket, again));
            List<Delivery> deliveries = script.deliverTo(socket.getLocalPort());
            assertThat(deliveries.getFirst().outcome()).isInstanceOf(Outcome.Deferred.class);
            return deliveries.getFirst().outcome().text();
        }
    }

    private static void repeat(ServerSocket server, String again) {
        byte[] octets = again.getBytes(StandardCharsets.US_ASCII);
        try (Socket client = server.accept()) {
            OutputStream out = client.getOutputStream();
            while (true) {
                out.write(octets);
            }
        } catch (SocketException gone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
