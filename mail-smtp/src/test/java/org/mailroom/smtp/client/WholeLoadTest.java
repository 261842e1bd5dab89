// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.message.MessageContent;
import org.mailroom.smtp.client.ClientSettings.Content;
import org.mailroom.smtp.client.ClientSettings.EightBit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

class WholeLoadTest {

    @Test
    void looksThroughTheMessageOnceForAllServers() throws IOException {
        byte[] octets = "Subject: \u00e9\r\n\r\ntext\r\n".getBytes(StandardCharsets.UTF_8);
        var opened = new AtomicInteger();
        var content =
                new MessageContent() {
                    @Override
                    public long octets() {
                        return octets.length;
                    }

                    @Override
                    public InputStream open() {
                        opened.incrementAndGet();
                        return new ByteArrayInputStream(octets);
                    }
                };
        var load = new WholeLoad(content, new Content(998, EightBit.SENT_AS_IT_IS));

        Load first = load.get();

        assertThat(first.scan().isEightBit()).isTrue();
        assertThat(load.get()).isSameAs(first);
        assertThat(opened).hasValue(1);
    }
}
