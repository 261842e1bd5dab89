// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mda;

import org.mailroom.core.delivery.TraceLines;
import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/// A message with what its delivery puts before it, as Postfix's local(8) and virtual(8) do.
record TraceFields(String fields, MessageContent message) implements MessageContent {

    static TraceFields of(TraceLines lines, MessageContent message) {
        return new TraceFields(String.join("\r\n", lines.all()) + "\r\n", message);
    }

    @Override
    public long octets() {
        return octetsOfFields().length + message.octets();
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(octetsOfFields()), message.open());
    }

    private byte[] octetsOfFields() {
        return fields.getBytes(StandardCharsets.UTF_8);
    }
}
