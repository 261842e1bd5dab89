// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.message.BlockInput;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class DeliveryLoopTest {
    private static final Outcome UNREADABLE = new Outcome.Deferred("4.3.0", "mail system error");

    private static DeliveryLoop loop(MessageContent content) {
        var envelope =
                new Envelope(
                        ReversePath.NULL,
                        List.of(),
                        Origin.internal(),
                        Envelope.Body.SEVEN_BIT,
                        Envelope.Encoding.ASCII,
                        Optional.empty());
        return DeliveryLoop.of(
                new Consignment(
                        new QueueId("a"),
                        Instant.EPOCH,
                        envelope,
                        content,
                        List.of(),
                        List.of(),
                        1));
    }

    private static DeliveryLoop loop(String message) {
        return loop(MessageContent.of(message.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "Delivered-To: ann@example.org, ann@example.org, true",
        "DELIVERED-TO:Ann@Example.ORG , ann@example.org, true",
        "Delivered-To: änn@example.org, Änn@example.org, true",
        "Delivered-To: bob@example.org, ann@example.org, false",
        "X-Delivered-To: ann@example.org, ann@example.org, false",
        "Delivered-To: ann@example.org.uk, ann@example.org, false",
    })
    void looksForTheAddress(String field, String address, boolean isIn) {
        DeliveryLoop loop = loop("Subject: a\r\n" + field + "\r\n\r\nHello\r\n");

        assertThat(loop.obstacle(address).isPresent()).isEqualTo(isIn);
    }

    @Test
    void passesOverTheBody() {
        DeliveryLoop loop = loop("Subject: a\r\n\r\nDelivered-To: ann@example.org\r\n");

        assertThat(loop.obstacle("ann@example.org")).isEmpty();
    }

    @Test
    void looksIntoNoHeaderWithoutEnd() {
        DeliveryLoop loop = loop(new Endless());

        assertThat(loop.obstacle("ann@example.org")).isEmpty();
    }

    @Test
    void waitsWhereTheMessageCannotBeRead() {
        DeliveryLoop loop = loop(new Unreadable());

        assertThat(loop.obstacle("ann@example.org")).contains(UNREADABLE);
    }

    /// One line of a header.
    private record Endless() implements MessageContent {

        @Override
        public long octets() {
            return Long.MAX_VALUE;
        }

        @Override
        public InputStream open() {
            return new BlockInput() {
                private long left = 1 << 20;

                @Override
                public int read(byte[] target, int offset, int length) {
                    left -= length;
                    assertThat(left).as("octets of the first MiB").isNotNegative();
                    Arrays.fill(target, offset, offset + length, (byte) 'x');
                    return length;
                }
            };
        }
    }

    private record Unreadable() implements MessageContent {

        @Override
        public long octets() {
            return 1;
        }

        @Override
        public InputStream open() throws IOException {
            throw new IOException("disk");
        }
    }
}
