// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/// Opens the tables whose values a database finds, as their file says (sqlite_table(5),
/// pgsql_table(5)).
final class SqlTables {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONNECT_SECONDS = "5";
    private static final String READ_ONLY = "1";

    static final Pattern HOST = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

    private static final Set<String> COMMON =
            Set.of(
                    "query",
                    "result_format",
                    "domain",
                    "expansion_limit",
                    "table",
                    "select_field",
                    "where_field",
                    "additional_conditions");

    private SqlTables() {}

    static LookupTable sqlite(String spec, String name, Tables tables) {
        TableFile file = TableFile.read(spec, name, known("dbpath"), tables::warn);
        String database = file.required("dbpath", "expected the path of a database");
        if (!Files.isReadable(Path.of(database))) {
            throw file.fault("dbpath", "expected a database that the server may read");
        }
        var properties = new Properties();
        properties.setProperty("open_mode", READ_ONLY);
        SqlTable.Connector connector =
                () -> DriverManager.getConnection("jdbc:sqlite:" + database, properties);
        return table(spec, file, connector, "'\"", tables);
    }

    static LookupTable pgsql(String spec, String name, Tables tables) {
        TableFile file =
                TableFile.read(
                        spec,
                        name,
                        known("hosts", "user", "password", "dbname", "encoding", "select_function"),
                        tables::warn);
        String url =
                "jdbc:postgresql://%s/%s"
                        .formatted(
                                hosts(file),
                                URLEncoder.encode(
                                        file.required("dbname", "expected the name of a database"),
                                        StandardCharsets.UTF_8));
        var properties = new Properties();
        file.text("user").ifPresent(user -> properties.setProperty("user", user));
        file.text("password").ifPresent(word -> properties.setProperty("password", word));
        // As a literal in quotes, a parameter is of the type that is wanted in its place
        properties.setProperty("stringtype", "unspecified");
        properties.setProperty("loadBalanceHosts", "true");
        properties.setProperty("hostRecheckSeconds", "0");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", String.valueOf(PATIENCE.toSeconds()));
        properties.setProperty("ApplicationName", "mailroom");
        return table(spec, file, () -> DriverManager.getConnection(url, properties), "'", tables);
    }

    private static String hosts(TableFile file) {
        file.required("hosts", "expected host or host:port");
        List<String> hosts =
                file.list("hosts").stream().map(host -> host.replaceFirst("^inet:", "")).toList();
        if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            throw file.fault("hosts", "expected host or host:port, no Unix socket and no URI");
        }
        return String.join(",", hosts);
    }

    static LookupTable table(
            String spec,
            TableFile file,
            SqlTable.Connector connector,
            String stringQuotes,
            Tables tables) {
        SqlQuery query = file.use("query", query(file), text -> SqlQuery.parse(text, stringQuotes));
        var table = new SqlTable(spec, connector, query, ResultFormat.of(file), PATIENCE);
        return DomainFilter.of(file, table, tables);
    }

    private static String query(TableFile file) {
        return file.text("query").orElseGet(() -> queryOfOld(file));
    }

    // What was written in four parts before there was a query (Postfix before 2.2)
    private static String queryOfOld(TableFile file) {
        Optional<String> function = file.text("select_function");
        if (function.isPresent()) {
            return "SELECT %s('%%s')".formatted(function.get());
        }
        if (file.text("table").isEmpty()) {
            throw file.fault("query", "expected SELECT ... WHERE ... = '%s'");
        }
        return "SELECT %s FROM %s WHERE %s = '%%s' %s"
                .formatted(
                        file.required("select_field", "expected the name of a column"),
                        file.required("table", "expected the name of a table"),
                        file.required("where_field", "expected the name of a column"),
                        file.text("additional_conditions", ""));
    }

    static Set<String> known(String... names) {
        var known = new ArrayList<>(List.of(names));
        known.addAll(COMMON);
        return Set.copyOf(known);
    }
}
