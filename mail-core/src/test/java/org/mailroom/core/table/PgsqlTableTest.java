// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

class PgsqlTableTest {
    @TempDir Path folder;

    private LookupTable open(String settings) throws IOException {
        Path file = folder.resolve("table.cf");
        Files.writeString(file, settings);
        return Tables.of("hash", Set.of(), _ -> {}).open("pgsql:" + file);
    }

    @Test
    void failsWhenTheServerIsAway() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        LookupTable table =
                open(
                        """
                        hosts = inet:127.0.0.1:%1$d
                        dbname = mail
                        query = SELECT goto FROM alias WHERE address = '%%s'
                        """
                                .formatted(closed));

        assertThat(table.find("ann@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).contains("refused"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    dbname = mail | hosts is not set: expected host or host:port
                    hosts = localhost | dbname is not set: expected the name of a database
                    hosts = a/b?c | line 1: hosts = a/b?c: expected host or host:port, no Unix socket and no URI
                    hosts = unix:/run/x | line 1: hosts = unix:/run/x: expected host or host:port, no Unix socket and no URI
                    hosts = a; dbname = b; query = SELECT "%s" | line 3: query = SELECT "%s": expected % only between the quotes of a string: '
                    hosts = a; dbname = b; select_function = f%x | query is not set: expected after each % one of s u d S U D 1 to 9, or another %
                    """)
    void tellsFileLineAndWhatWasExpected(String settings, String fault) {
        assertThatThrownBy(() -> open(settings.replace("; ", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("table.cf") + ", " + fault);
    }
}
