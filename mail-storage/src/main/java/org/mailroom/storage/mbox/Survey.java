// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.util.zip.CRC32C;

/// A message as it will be stored, before it is.
///
/// @param form what has to be undone to read it, see `Form`
/// @param crc CRC32C of the text in the file, without fields of state
/// @param textOctets the length of that text
/// @param octets the length of the message with CRLF line ends
public record Survey(int form, int crc, long textOctets, long octets) {

    public static Survey of(MessageContent content) throws IOException {
        var count = new Count();
        var encoding = new Encoding(count);
        encoding.run(content);
        return new Survey(
                encoding.form(), (int) count.crc.getValue(), count.octets, encoding.octetsRead());
    }

    /// The length of the message in the file, without its `From ` line.
    public long storedOctets(byte[] stateFields) {
        return textOctets + stateFields.length + formField().length();
    }

    private String formField() {
        return Form.field(form, crc);
    }

    /// Writes the message into a file, with fields of state behind its header.
    public void write(MessageContent content, byte[] stateFields, OctetSink out)
            throws IOException {
        byte[] last = formField().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var encoding =
                new Encoding(
                        new Encoding.Sink() {
                            @Override
                            public void text(byte[] octets, int offset, int length)
                                    throws IOException {
                                out.put(octets, offset, length);
                            }

                            @Override
                            public void endOfHeader() throws IOException {
                                out.put(stateFields);
                                out.put(last);
                            }
                        });
        encoding.run(content);
    }

    private static final class Count implements Encoding.Sink {
        private final CRC32C crc = new CRC32C();
        private long octets;

        @Override
        public void text(byte[] text, int offset, int length) {
            crc.update(text, offset, length);
            octets += length;
        }

        @Override
        public void endOfHeader() {
            // Only the text counts.
        }
    }
}
