// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// A message of which one reading stops for something to happen: storing a message reads it to
/// learn its length, once more for its checksums where it is large, and once more to write it.
final class StagedContent implements MessageContent {
    private static final int AT_ONCE = 8192;

    private final byte[] octets;
    private final int reading;
    private final int after;
    private final Event event;
    private final AtomicInteger readings = new AtomicInteger();

    /// What happens in the midst of a message.
    interface Event {
        void happen() throws IOException, InterruptedException;
    }

    /// @param reading which of the readings stops, counted from 1
    /// @param after how many octets are read before it stops
    StagedContent(String text, int reading, int after, Event event) {
        this.octets = text.getBytes(StandardCharsets.ISO_8859_1);
        this.reading = reading;
        this.after = after;
        this.event = event;
    }

    @Override
    public long octets() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        int now = readings.incrementAndGet();
        var all = new ByteArrayInputStream(octets);
        return new InputStream() {
            private boolean happened = now != reading;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (!happened && octets.length - all.available() >= after) {
                    happened = true;
                    happen();
                }
                return all.read(target, offset, Math.min(length, AT_ONCE));
            }

            private void happen() throws IOException {
                try {
                    event.happen();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        };
    }
}
