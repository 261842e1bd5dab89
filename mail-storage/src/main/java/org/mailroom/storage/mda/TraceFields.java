// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mda;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/// A message with what its delivery puts before it, as Postfix's local(8) and virtual(8) do.
record TraceFields(String fields, MessageContent message) implements MessageContent {

    /// @param sender the return path, empty for a notification
    /// @param original the recipient as the sender wrote it
    /// @param recipient the address that is delivered to
    static TraceFields of(
            String sender, String original, String recipient, MessageContent message) {
        // RFC 5321 §4.4: the last server on the way notes the return path
        String fields = "Return-Path: <" + sender + ">\r\n";
        fields += "X-Original-To: " + original + "\r\n";
        fields += "Delivered-To: " + recipient + "\r\n";
        return new TraceFields(fields, message);
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
