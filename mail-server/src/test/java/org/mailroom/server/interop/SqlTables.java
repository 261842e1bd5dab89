// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Set;

/// What is true of tables in each kind of SQL database. The server has a table `alias`, which the
/// user `mailroom` may read.
@Tag("interop")
abstract class SqlTables {
    /// The rows of the table.
    static final String ROWS =
            """
            VALUES ('ann@example.org', 'ann@example.net'), ('ann@example.org', 'anna@example.net'),
            ('o''neil@example.org', 'neil'), ('bär@example.org', 'bär')\
            """;

    static final String LOGIN = "user = mailroom\npassword = secret\n";

    @TempDir static Path folder;

    private final String type;
    private final String database;
    private final String refusal;

    /// @param refusal what the server says of a wrong password
    SqlTables(String type, String database, String refusal) {
        this.type = type;
        this.database = database;
        this.refusal = refusal;
    }

    abstract int port();

    /// Ends all connections of `mailroom`.
    abstract void endConnections() throws SQLException;

    static void execute(String url, String... commands) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    LookupTable open(String hosts, String more) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("table.cf"),
                        """
                        hosts = %s
                        dbname = %s
                        query = SELECT target FROM alias WHERE address = '%%s' ORDER BY target
                        %s
                        """
                                .formatted(hosts, database, more));
        return Tables.of("hash", Set.of(), _ -> {}).open(type + ":" + file);
    }

    String byTcp() {
        return "inet:127.0.0.1:" + port();
    }

    static void assertFindsAnn(LookupTable table) {
        assertThat(table.find("Ann@example.org"))
                .isEqualTo(new Lookup.Found("ann@example.net,anna@example.net"));
    }

    @Test
    void findWhatStandsForTheKey() throws IOException {
        LookupTable table = open(byTcp(), LOGIN);

        assertFindsAnn(table);
        assertThat(table.find("o'neil@example.org")).isEqualTo(new Lookup.Found("neil"));
        assertThat(table.find("bär@example.org")).isEqualTo(new Lookup.Found("bär"));
        for (String key : List.of("who@example.org", "x' OR '1'='1", "\\' OR 1=1 -- ", "\\")) {
            assertThat(table.find(key)).isEqualTo(Lookup.NOT_FOUND);
        }
    }

    @Test
    void askAnotherServerWhereOneIsAway() throws IOException {
        String away = "127.0.0.1:" + FreePort.find();

        assertFindsAnn(open(away + " " + byTcp() + " " + away, LOGIN));
    }

    @Test
    void connectAgainWhereTheServerHasClosed() throws Exception {
        LookupTable table = open(byTcp(), LOGIN);
        assertFindsAnn(table);

        endConnections();

        assertFindsAnn(table);
    }

    @Test
    void failWhereNothingCanBeSaid() throws IOException {
        LookupTable table = open(byTcp(), "user = mailroom\npassword = wrong");

        assertThat(table.find("ann@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).contains(refusal));
    }
}
