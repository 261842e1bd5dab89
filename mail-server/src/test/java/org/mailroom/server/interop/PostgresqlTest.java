// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/// `pgsql:` tables in a real PostgreSQL. Needs the package `postgresql`.
@Tag("interop")
class PostgresqlTest extends SqlTables {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private static OtherServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new OtherServer(folder);
        String data = server.folder().resolve("data").toString();
        Path programs = programs();
        server.run(
                programs.resolve("initdb"),
                "--pgdata=" + data,
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C.UTF-8");
        String access =
                server.write(
                        "access",
                        """
                        host all postgres 127.0.0.1/32 trust
                        host all all 127.0.0.1/32 scram-sha-256
                        """);
        server.start(
                programs.resolve("postgres"),
                "-D" + data,
                "-p" + server.port(),
                "-h127.0.0.1",
                "-k" + server.folder(),
                "-chba_file=" + access);
        await().atMost(TestServer.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> asRoot("SELECT"));
        asRoot(
                "CREATE TABLE alias (address TEXT, target TEXT)",
                "INSERT INTO alias " + ROWS,
                "CREATE USER mailroom PASSWORD 'secret'",
                "GRANT SELECT ON alias TO mailroom");
    }

    private static Path programs() throws IOException {
        assertThat(VERSIONS).as("install Debian's package postgresql").isDirectory();
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void asRoot(String... commands) throws SQLException {
        execute(
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.port()),
                commands);
    }

    PostgresqlTest() {
        super("pgsql", "postgres", "authentication failed");
    }

    @Override
    int port() {
        return server.port();
    }

    @Override
    void endConnections() throws SQLException {
        asRoot(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                        + " WHERE usename = 'mailroom'");
    }
}
