// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.server.FreePort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// `mysql:` tables in a real MariaDB. Needs the package `mariadb-server`.
@Tag("interop")
class MariaDbTest {
    @TempDir static Path folder;

    private static OtherServer server;
    private static SelfMadeCertificate certificate;

    @BeforeAll
    static void start() throws Exception {
        server = new OtherServer(folder);
        String data = server.folder().resolve("data").toString();
        server.run(
                Path.of("/usr/bin/mariadb-install-db"),
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        server.start(
                Path.of("/usr/sbin/mariadbd"),
                "--no-defaults",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + server.port(),
                "--socket=" + server.folder().resolve("socket"),
                "--ssl-cert=" + server.write("cert.pem", Files.readString(certificate.chain())),
                "--ssl-key=" + server.write("key.pem", Files.readString(certificate.key())));
        asRoot(
                "CREATE DATABASE mail CHARACTER SET utf8mb4",
                "CREATE TABLE mail.alias (address VARCHAR(100), target VARCHAR(100))",
                "INSERT INTO mail.alias VALUES ('ann@example.org', 'ann@example.net'),"
                        + " ('ann@example.org', 'anna@example.net'),"
                        + " ('o''neil@example.org', 'neil'), ('bär@example.org', 'bär')",
                "CREATE USER mailroom IDENTIFIED BY 'secret'",
                "GRANT SELECT ON mail.* TO mailroom",
                "CREATE USER careful IDENTIFIED BY 'secret' REQUIRE SSL",
                "GRANT SELECT ON mail.* TO careful");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void asRoot(String... commands) throws SQLException {
        String url =
                "jdbc:mariadb://127.0.0.1:%d/mysql?user=root&sslMode=disable"
                        .formatted(server.port());
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static LookupTable open(String hosts, String more) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("table.cf"),
                        """
                        hosts = %s
                        dbname = mail
                        query = SELECT target FROM alias WHERE address = '%%s' ORDER BY target
                        %s
                        """
                                .formatted(hosts, more));
        return Tables.of("hash", Set.of(), _ -> {}).open("mysql:" + file);
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
        LookupTable table = open(byTcp(), "user = mailroom\npassword = secret");

        assertFindsAnn(table);
        assertThat(table.find("o'neil@example.org")).isEqualTo(new Lookup.Found("neil"));
        assertThat(table.find("bär@example.org")).isEqualTo(new Lookup.Found("bär"));
        for (String key : List.of("who@example.org", "x' OR '1'='1", "\\' OR 1=1 -- ", "\\")) {
            assertThat(table.find(key)).isEqualTo(Lookup.NOT_FOUND);
        }
    }

    @Test
    void asksByAUnixSocket() throws IOException {
        assertFindsAnn(
                open(
                        "unix:" + server.folder().resolve("socket"),
                        "user = mailroom\npassword = secret"));
    }

    @Test
    void asksAnotherServerWhereOneIsAway() throws IOException {
        String away = "127.0.0.1:" + FreePort.find();

        assertFindsAnn(
                open(away + " " + byTcp() + " " + away, "user = mailroom\npassword = secret"));
    }

    @Test
    void connectsAgainWhereTheServerHasClosed() throws Exception {
        LookupTable table = open(byTcp(), "user = mailroom\npassword = secret");
        assertFindsAnn(table);

        asRoot("KILL USER mailroom");

        assertFindsAnn(table);
    }

    @Test
    void failsWhereNothingCanBeSaid() throws Exception {
        LookupTable table = open(byTcp(), "user = mailroom\npassword = wrong");

        assertThat(table.find("ann@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).contains("Access denied"));
    }

    @Test
    void trustsWhoShowsTheCertificate() throws Exception {
        String login = "user = careful\npassword = secret\n";
        String trusted = login + "tls_verify_cert = yes\ntls_CAfile = ";
        SelfMadeCertificate other =
                SelfMadeCertificate.in(
                        Files.createDirectory(folder.resolve("x")),
                        List.of("localhost"),
                        Instant.now());

        assertFindsAnn(open("localhost:" + server.port(), trusted + certificate.chain()));
        for (LookupTable wrong :
                List.of(
                        open("localhost:" + server.port(), login),
                        open("localhost:" + server.port(), trusted + other.chain()),
                        open(byTcp(), trusted + certificate.chain()))) {
            assertThat(wrong.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);
        }
    }
}
