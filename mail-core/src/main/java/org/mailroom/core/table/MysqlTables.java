// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// Opens the tables that are in a MySQL or MariaDB (mysql_table(5)).
final class MysqlTables {
    private static final String CONNECT_MILLIS = "5000";
    private static final String URL = "jdbc:mariadb://";
    private static final String UNIX = "unix:";

    // Who sets them counts on them
    private static final List<String> NOT_BUILT =
            List.of("tls_cert_file", "tls_key_file", "tls_CApath", "tls_ciphers");

    private MysqlTables() {}

    static LookupTable open(String spec, String name, Tables tables) {
        String[] names =
                Stream.concat(
                                NOT_BUILT.stream(),
                                Stream.of(
                                        "hosts",
                                        "user",
                                        "password",
                                        "dbname",
                                        "charset",
                                        "require_result_set",
                                        "tls_CAfile",
                                        "tls_verify_cert"))
                        .toArray(String[]::new);
        requireDriver(spec);
        TableFile file = TableFile.read(spec, name, SqlTables.known(names), tables::warn);
        for (String notBuilt : NOT_BUILT) {
            if (file.text(notBuilt).isPresent()) {
                throw file.fault(notBuilt, "it has no effect yet: remove it");
            }
        }
        String database = file.required("dbname", "expected the name of a database");
        Properties properties = properties(file);
        List<Server> servers =
                hosts(file).stream().map(host -> Server.of(host, database, properties)).toList();
        return SqlTables.table(spec, file, () -> connect(servers), "'\"", tables);
    }

    // Its licence lets it be left out (docs/decisions/0096)
    private static void requireDriver(String spec) {
        if (DriverManager.drivers().noneMatch(MysqlTables::serves)) {
            throw new ConfigException(
                    spec
                            + ": there is no driver for tables of this type: put"
                            + " mariadb-java-client-*.jar into the folder lib of Mailroom, beside"
                            + " mail-core-*.jar, and start it again");
        }
    }

    private static boolean serves(Driver driver) {
        try {
            return driver.acceptsURL(URL);
        } catch (SQLException _) {
            return false;
        }
    }

    /// A server, and how it is asked.
    private record Server(String url, Properties properties) {
        static Server of(String host, String database, Properties properties) {
            String name = URLEncoder.encode(database, StandardCharsets.UTF_8);
            if (!host.startsWith(UNIX)) {
                return new Server(URL + "%s/%s".formatted(host, name), properties);
            }
            var local = new Properties();
            local.putAll(properties);
            local.setProperty("localSocket", host.substring(UNIX.length()));
            return new Server(URL + "localhost/" + name, local);
        }
    }

    private static List<String> hosts(TableFile file) {
        List<String> hosts =
                file.text("hosts").isEmpty()
                        ? List.of("localhost")
                        : file.list("hosts").stream()
                                .map(host -> host.replaceFirst("^inet:", ""))
                                .toList();
        if (!hosts.stream().allMatch(MysqlTables::isHost)) {
            throw file.fault("hosts", "expected host, host:port or unix:/path");
        }
        return hosts;
    }

    private static boolean isHost(String host) {
        return host.startsWith(UNIX + "/") || SqlTables.HOST.matcher(host).matches();
    }

    private static Properties properties(TableFile file) {
        var properties = new Properties();
        file.text("user").ifPresent(user -> properties.setProperty("user", user));
        file.text("password").ifPresent(word -> properties.setProperty("password", word));
        properties.setProperty("connectTimeout", CONNECT_MILLIS);
        properties.setProperty("socketTimeout", String.valueOf(SqlTables.PATIENCE.toMillis()));
        properties.setProperty("allowLocalInfile", "false");
        boolean named = file.yes("tls_verify_cert", false);
        boolean tls = named || file.text("tls_CAfile").isPresent();
        properties.setProperty("sslMode", named ? "verify-full" : tls ? "verify-ca" : "disable");
        file.text("tls_CAfile").ifPresent(ca -> properties.setProperty("serverSslCert", ca));
        return properties;
    }

    /// Connects to one of the servers, asked in random order.
    private static Connection connect(List<Server> servers) throws SQLException {
        var inOrder = new ArrayList<>(servers);
        Collections.shuffle(inOrder);
        SQLException fault = new SQLException("there is no server in hosts");
        for (Server server : inOrder) {
            try {
                return DriverManager.getConnection(server.url, server.properties);
            } catch (SQLException e) {
                fault = e;
            }
        }
        throw fault;
    }
}
