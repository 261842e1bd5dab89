// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

class MysqlTableTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hosts = localhost | dbname is not set: expected the name of a database
                    hosts = a/b?c; dbname = b | line 1: hosts = a/b?c: expected host, host:port or unix:/path
                    hosts = unix:run; dbname = b | line 1: hosts = unix:run: expected host, host:port or unix:/path
                    dbname = b | query is not set: expected SELECT ... WHERE ... = '%s'
                    dbname = b; query = SELECT ? | line 2: query = SELECT ?: expected no ? outside of quotes
                    dbname = b; tls_cert_file = x | line 2: tls_cert_file = x: it has no effect yet: remove it
                    dbname = b; tls_verify_cert = on | line 2: tls_verify_cert = on: expected one of no, yes
                    """)
    void tellsFileLineAndWhatWasExpected(String settings, String fault) throws IOException {
        Path file = folder.resolve("table.cf");
        Files.writeString(file, settings.replace("; ", "\n"));
        Tables tables = Tables.of("hash", Set.of(), _ -> {});

        assertThatThrownBy(() -> tables.open("mysql:" + file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ", " + fault);
    }
}
