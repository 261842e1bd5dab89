// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.server.control.ControlSocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class PostqueueTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    77 User ann(1) may not | 77 | User ann(1) may not
                    75 try again later     | 75 | try again later
                    what is not allowed to | 69 | what is not allowed to
                    """)
    void endsAsTheServerSays(String answer, int code, String said) throws IOException {
        Path socket = folder.resolve("socket");
        Files.writeString(folder.resolve("main.cf"), "sendmail_socket = " + socket + "\n");
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var terminal =
                new Terminal(
                        InputStream.nullInputStream(),
                        out,
                        out,
                        Map.of("MAILROOM_CONFIG", folder.toString()));

        try (var _ =
                ControlSocket.open(
                        socket,
                        (_, _, to) ->
                                to.write(
                                        ("error: " + answer + "\n")
                                                .getBytes(StandardCharsets.UTF_8)))) {
            assertThat(Programs.run("postqueue", List.of("-p"), terminal)).isEqualTo(code);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("postqueue: fatal: " + said + "\n");
    }
}
