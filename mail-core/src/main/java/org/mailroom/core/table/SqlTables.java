// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/// Opens the tables whose values a database finds, as their file says (sqlite_table(5)).
final class SqlTables {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String READ_ONLY = "1";

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

    private static LookupTable table(
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

    private static Set<String> known(String... names) {
        var known = new ArrayList<>(List.of(names));
        known.addAll(COMMON);
        return Set.copyOf(known);
    }
}
