// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.rewrite.HeaderAddressEdit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Locale;

/// A message with other addresses in its header. Only that is held in memory, and what lies behind
/// its limit stays as it is.
final class OtherHeader implements MessageContent {
    private static final int MAX_HEADER = 1 << 20;

    private final MessageContent original;
    private final byte[] header;
    private final int replaced;

    private OtherHeader(MessageContent original, byte[] header, int replaced) {
        this.original = original;
        this.header = header;
        this.replaced = replaced;
    }

    static MessageContent of(MessageContent original, HeaderAddressEdit edit) throws IOException {
        byte[] block = original.header(MAX_HEADER);
        HeaderFields fields = HeaderFields.parse(block);
        var out = new ByteArrayOutputStream(block.length + 64);
        int copied = 0;
        for (HeaderField field : fields.all()) {
            out.write(block, copied, field.start() - copied);
            byte[] lines = Arrays.copyOfRange(block, field.start(), field.end());
            out.writeBytes(edit.edit(field.name().toLowerCase(Locale.ROOT), lines));
            copied = field.end();
        }
        out.write(block, copied, block.length - copied);
        return new OtherHeader(original, out.toByteArray(), block.length);
    }

    @Override
    public long octets() {
        return original.octets() - replaced + header.length;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream rest = original.open();
        try {
            rest.skipNBytes(replaced);
        } catch (IOException e) {
            rest.close();
            throw e;
        }
        return new SequenceInputStream(new ByteArrayInputStream(header), rest);
    }
}
