// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.rewrite.HeaderAddressEdit;
import org.mailroom.core.rewrite.Rewritten;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

class ExitContentTest {
    private static final byte[] HEADER =
            "From: ann@local.test\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void leavesNothingOpenWhereTheContentHasBecomeTooShort() throws IOException {
        var original = new ShrinkingContent();
        var edit = new HeaderAddressEdit((address, _) -> new Rewritten.To(address));
        MessageContent other =
                ExitContent.of(
                        original,
                        new ExitContent.Work(
                                ContentTables.NONE,
                                Optional.of(edit),
                                1000,
                                Path.of("/nowhere"),
                                _ -> {}));

        original.octets = new byte[3];
        assertThatThrownBy(other::open).isInstanceOf(EOFException.class);

        assertThat(original.open).isZero();
    }

    /// Counts those of its streams that are open.
    private static final class ShrinkingContent implements MessageContent {
        private byte[] octets = HEADER;
        private int open;

        @Override
        public long octets() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            open++;
            return new ByteArrayInputStream(octets) {
                @Override
                public void close() {
                    open--;
                }
            };
        }
    }
}
