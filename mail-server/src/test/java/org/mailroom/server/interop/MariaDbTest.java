// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.tls.SelfMadeCertificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// `mysql:` tables in a real MariaDB. Needs the package `mariadb-server`.
@Tag("interop")
class MariaDbTest extends SqlTables {
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
                "INSERT INTO mail.alias " + ROWS,
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
        execute(
                "jdbc:mariadb://127.0.0.1:%d/mysql?user=root&sslMode=disable"
                        .formatted(server.port()),
                commands);
    }

    MariaDbTest() {
        super("mysql", "mail", "Access denied");
    }

    @Override
    int port() {
        return server.port();
    }

    @Override
    void endConnections() throws SQLException {
        asRoot("KILL USER mailroom");
    }

    @Test
    void asksByAUnixSocket() throws IOException {
        assertFindsAnn(open("unix:" + server.folder().resolve("socket"), LOGIN));
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
