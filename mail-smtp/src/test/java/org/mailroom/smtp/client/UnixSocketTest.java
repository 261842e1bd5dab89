// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// LMTP by a socket of this machine.
@Timeout(60)
class UnixSocketTest {
    @TempDir Path folder;

    @Test
    void deliversByASocket() throws IOException {
        Path socket = folder.resolve("lmtp");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> serve(server));

            List<Delivery> deliveries = script(socket).deliverTo(0);

            assertThat(deliveries.getFirst().outcome())
                    .isEqualTo(new Outcome.Delivered("2.1.5", "250 2.1.5 stored"));
            assertThat(deliveries.getFirst().relay()).isEqualTo("client.test[" + socket + "]");
        }
    }

    @Test
    void waitsWhereThereIsNoSocket() {
        Path socket = folder.resolve("missing");

        List<Delivery> deliveries = script(socket).deliverTo(0);

        assertThat(deliveries.getFirst().outcome().status()).isEqualTo("4.4.1");
        assertThat(deliveries.getFirst().outcome().text())
                .startsWith("connect to client.test[" + socket + "]: ");
    }

    private static DialogueScript script(Path socket) {
        return new DialogueScript(
                List.of("given protocol = LMTP", "given nexthop = unix:" + socket));
    }

    private static void serve(ServerSocketChannel server) {
        try (SocketChannel client = server.accept();
                var in =
                        new BufferedReader(Channels.newReader(client, StandardCharsets.US_ASCII))) {
            say(client, "220 mda");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(client, "354 go");
                } else if (line.equals(".")) {
                    say(client, "250 2.1.5 stored");
                } else if (line.matches("(LHLO|MAIL|RCPT) .*")) {
                    say(client, "250 ok");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(SocketChannel client, String line) throws IOException {
        client.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }
}
