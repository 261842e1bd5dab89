// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.server.FreePort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// `pgsql:` tables in a real PostgreSQL. Needs the package `postgresql`.
@Tag("interop")
class PostgresqlTest {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    @TempDir static Path folder;

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
                "INSERT INTO alias VALUES ('ann@example.org', 'ann@example.net'),"
                        + " ('ann@example.org', 'anna@example.net'),"
                        + " ('o''neil@example.org', 'neil'), ('bär@example.org', 'bär')",
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
        String url =
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.port());
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static LookupTable open(String hosts, String password) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("table.cf"),
                        """
                        hosts = %s
                        user = mailroom
                        password = %s
                        dbname = postgres
                        query = SELECT target FROM alias WHERE address = '%%s' ORDER BY target
                        """
                                .formatted(hosts, password));
        return Tables.of("hash", Set.of(), _ -> {}).open("pgsql:" + file);
    }

    private static String byTcp() {
        return "inet:127.0.0.1:" + server.port();
    }

    private static void assertFindsAnn(LookupTable table) {
        assertThat(table.find("Ann@example.org"))
                .isEqualTo(new Lookup.Found("ann@example.net,anna@example.net"));
    }

    @Test
    void findsWhatStandsForTheKey() throws IOException {
        LookupTable table = open(byTcp(), "secret");

        assertFindsAnn(table);
        assertThat(table.find("o'neil@example.org")).isEqualTo(new Lookup.Found("neil"));
        assertThat(table.find("bär@example.org")).isEqualTo(new Lookup.Found("bär"));
        for (String key : List.of("who@example.org", "x' OR '1'='1", "\\' OR 1=1 -- ", "\\")) {
            assertThat(table.find(key)).isEqualTo(Lookup.NOT_FOUND);
        }
    }

    @Test
    void asksAnotherServerWhereOneIsAway() throws IOException {
        assertFindsAnn(open("127.0.0.1:" + FreePort.find() + " " + byTcp(), "secret"));
    }

    @Test
    void connectsAgainWhereTheServerHasClosed() throws Exception {
        LookupTable table = open(byTcp(), "secret");
        assertFindsAnn(table);

        asRoot(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                        + " WHERE usename = 'mailroom'");

        assertFindsAnn(table);
    }

    @Test
    void failsWhereNothingCanBeSaid() throws Exception {
        assertThat(open(byTcp(), "wrong").find("ann@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).contains("authentication failed"));
    }
}
