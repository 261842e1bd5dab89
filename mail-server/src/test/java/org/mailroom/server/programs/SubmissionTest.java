// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

class SubmissionTest {
    @TempDir private Path folder;

    @Test
    void saysWhyTheServerHearsNoMore() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("sendmail"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Submission submission =
                    Submission.of(address.getPath(), List.of("recipient\tann@example.org"));
            try (SocketChannel client = server.accept()) {
                // What is not read when it closes its side would reset the connection.
                ByteBuffer request = ByteBuffer.allocate(100);
                while (!new String(request.array(), StandardCharsets.UTF_8).contains("\n\n")) {
                    assertThat(client.read(request)).isPositive();
                }
                client.write(ByteBuffer.wrap("65 not today\n".getBytes(StandardCharsets.UTF_8)));
            }
            var content = new MessageSource(new ByteArrayInputStream(new byte[10 << 20]), false);

            assertThatExceptionOfType(FatalException.class)
                    .isThrownBy(() -> submission.send(content))
                    .withMessage("not today")
                    .matches(e -> e.code().number() == 65);
        }
    }
}
