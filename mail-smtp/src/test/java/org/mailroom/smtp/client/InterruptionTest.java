// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.net.Transport;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// What becomes of a delivery that is cut off.
@Timeout(60)
class InterruptionTest {
    private static final List<String> TWO_EXCHANGERS =
            List.of(
                    "given nexthop = example.test",
                    "given dns = example.test. IN MX 10 one.test.",
                    "given dns = example.test. IN MX 20 two.test.",
                    "given dns = one.test. IN A 127.0.0.1",
                    "given dns = two.test. IN A 127.0.0.1");

    @Test
    void asksNobodyElseOnceItIsStopped() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var script = new DialogueScript(TWO_EXCHANGERS);
            var told = new FutureTask<>(() -> script.deliverTo(server.getLocalPort()));
            Thread delivery = Thread.ofVirtual().start(told);
            try (Socket session = server.accept()) {
                session.getOutputStream().write("220 one\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(session.getInputStream().read()).isEqualTo('E');
                delivery.interrupt();

                assertThat(told.get(15, TimeUnit.SECONDS).getFirst().outcome().text())
                        .isEqualTo("delivery interrupted");
            }
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void mayHaveSentTheMessageOnceItWritesTheDot() throws Exception {
        // With the dot 32 KiB have gathered, and go out
        byte[] content = "x\r\n".repeat(32 * 1024 / 3).getBytes(StandardCharsets.US_ASCII);
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var transport = new Transport();
                var dialogue = dialogue(transport, server)) {
            dialogue.send(new ByteArrayInputStream(content));

            assertThat(dialogue.phase()).isEqualTo(Phase.END_OF_DATA);
        }
    }

    @Test
    void mayHaveSentTheMessageOnceItWritesTheLastOctetsOfAChunk() throws Exception {
        byte[] content = "x\r\n".repeat(32 * 1024 / 3).getBytes(StandardCharsets.US_ASCII);
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var transport = new Transport();
                var dialogue = dialogue(transport, server)) {
            dialogue.sendChunk(MessageContent.of(content));

            assertThat(dialogue.phase()).isEqualTo(Phase.END_OF_DATA);
        }
    }

    @Test
    void hasNotSentAChunkThatCannotBeReadToItsEnd() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var transport = new Transport();
                var dialogue = dialogue(transport, server)) {
            assertThatThrownBy(() -> dialogue.sendChunk(new CutShort()))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("1 octets are missing");
            assertThat(dialogue.phase()).isEqualTo(Phase.CONTENT);
        }
    }

    /// Three octets, of which two can be read.
    private record CutShort() implements MessageContent {
        @Override
        public long octets() {
            return 3;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[] {'\r', '\n'});
        }
    }

    private static Dialogue dialogue(Transport transport, ServerSocket server) throws IOException {
        var address = (InetSocketAddress) server.getLocalSocketAddress();
        return new Dialogue(
                transport.connect(address, Optional.empty(), Duration.ofSeconds(10)),
                new DialogueGiven(List.of()).settings(),
                Said.Follower.NOBODY);
    }
}
