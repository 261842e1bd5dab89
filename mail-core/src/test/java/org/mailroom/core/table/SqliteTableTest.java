// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Tables in a database, of which SQLite is the one that needs no server.
class SqliteTableTest {
    @TempDir Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Path database;

    @BeforeEach
    void fill() throws SQLException {
        database = folder.resolve("mail.db");
        run("CREATE TABLE alias (address TEXT, goto TEXT)");
        run(
                """
                INSERT INTO alias VALUES
                  ('team@example.org', 'ann@example.org'), ('team@example.org', 'bob'),
                  ('o''neil@example.org', 'neil'), ('none@example.org', NULL),
                  ('empty@example.org', '')\
                """);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private LookupTable open(String settings) throws IOException {
        Path file = folder.resolve("table.cf");
        Files.writeString(file, "dbpath = " + database + "\n" + settings);
        return Tables.of("hash", Set.of(), warnings::add).open("sqlite:" + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    team@example.org | SELECT goto FROM alias WHERE address = '%s' | ann@example.org,bob
                    TEAM@Example.ORG | SELECT goto FROM alias WHERE address = '%s' | ann@example.org,bob
                    who@example.org | SELECT goto FROM alias WHERE address = '%s' | -
                    none@example.org | SELECT goto FROM alias WHERE address = '%s' | -
                    empty@example.org | SELECT goto FROM alias WHERE address = '%s' | -
                    o'neil@example.org | SELECT goto FROM alias WHERE address = '%s' | neil
                    x' OR '1'='1 | SELECT goto FROM alias WHERE address = '%s' | -
                    x" OR "1"="1 | SELECT goto FROM alias WHERE address = "%s" | -
                    x OR 1=1 | SELECT goto FROM alias WHERE address = %s | -
                    o'neil@example.org | SELECT goto FROM alias WHERE address = %s | neil
                    team@example.org | SELECT 'it''s %u at %d' | it's team at example.org
                    team@example.org | SELECT '%S %U %D %1 %2' | team@example.org team example.org org example
                    team@example.org | SELECT '%3' | -
                    team | SELECT '%u' | team
                    team | SELECT '%d' | -
                    @example.org | SELECT '<%u>' | -
                    @example.org | SELECT '<%d>' | <example.org>
                    team@ | SELECT '%d' | -
                    team | SELECT '100%%' | 100%
                    team | SELECT 107 %% 10 | 7
                    tea | SELECT goto FROM alias WHERE address LIKE '%s%%' AND goto <> 'bob' | ann@example.org
                    `` | SELECT 'x' | -
                    """)
    void asksWithTheKeyInItsPlace(String key, String query, String result) throws IOException {
        assertThat(open("query = " + query).find(key))
                .isEqualTo(result == null ? Lookup.NOT_FOUND : new Lookup.Found(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    %s | ann@example.org,bob
                    smtp:[%d] | smtp:[example.org]
                    %u%%x | ann%x,bob%x
                    %s/%U/%1 | ann@example.org/team/org,bob/team/org
                    """)
    void makesResultsOfWhatWasFound(String format, String result) throws IOException {
        LookupTable table =
                open(
                        """
                        query = SELECT goto FROM alias
                          WHERE address = '%s'
                        result_format =\
                        """
                                + format);

        assertThat(table.find("team@example.org")).isEqualTo(new Lookup.Found(result));
    }

    @Test
    void understandsTheFourPartsOfOld() throws IOException {
        LookupTable table =
                open(
                        """
                        table = alias
                        select_field = goto
                        where_field = address
                        additional_conditions = AND goto <> 'bob'
                        """);

        assertThat(table.find("team@example.org")).isEqualTo(new Lookup.Found("ann@example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "team@example.org, true",
        "TEAM@EXAMPLE.ORG, true",
        "team@example.net, false",
        "team, false",
        "example.org, false",
        "@example.org, false",
        "team@, false"
    })
    void asksForAddressesInItsDomainsOnly(String key, boolean found) throws IOException {
        LookupTable table = open("query = SELECT 'x'\ndomain = example.org, static.test\n");

        assertThat(table.find(key)).isEqualTo(found ? new Lookup.Found("x") : Lookup.NOT_FOUND);
    }

    @Test
    void failsOverTheLimitOfValues() throws IOException {
        String query = "query = SELECT goto FROM alias WHERE address = '%s'\n";

        assertThat(open(query + "expansion_limit = 2").find("team@example.org"))
                .isEqualTo(new Lookup.Found("ann@example.org,bob"));
        LookupTable strict = open(query + "expansion_limit = 1");
        assertThat(strict.find("team@example.org"))
                .isEqualTo(
                        new Lookup.Failed(
                                strict.spec()
                                        + ": more values for team@example.org than"
                                        + " expansion_limit"));
    }

    @Test
    void failsWhenTheAnswerHasNoEnd() throws IOException {
        LookupTable table =
                open(
                        """
                        query = WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                          SELECT i FROM n
                        """);

        assertThat(table.find("x"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).endsWith("expansion_limit"));
    }

    @Test
    void failsWhenTheAnswerTakesTooLong() {
        SqlQuery query =
                SqlQuery.parse(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                + " SELECT max(i) FROM n WHERE '%s' <> ''",
                        "'");
        var format = new ResultFormat(KeyFormat.parse("%s"), 1);
        var table =
                new SqlTable(
                        "sqlite:x",
                        () -> DriverManager.getConnection("jdbc:sqlite:" + database),
                        query,
                        format,
                        Duration.ofMillis(100));

        // More often than there are connections: none of them may stay busy
        for (int i = 0; i < 6; i++) {
            assertThat(table.find("x")).isEqualTo(new Lookup.Failed("sqlite:x: no answer in time"));
        }
    }

    @Test
    void failsWithoutAnAnswerAndIsThereAgainLater() throws Exception {
        LookupTable table = open("query = SELECT goto FROM alias WHERE address = '%s'");
        run("ALTER TABLE alias RENAME TO gone");
        assertThat(table.find("team@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no such table: alias"));

        run("ALTER TABLE gone RENAME TO alias");

        assertThat(table.find("team@example.org"))
                .isEqualTo(new Lookup.Found("ann@example.org,bob"));
    }

    @Test
    void writesNothing() throws IOException {
        assertThat(open("query = DELETE FROM alias RETURNING goto").find("x"))
                .isInstanceOf(Lookup.Failed.class);
        assertThat(open("query = SELECT count(*) FROM alias").find("x"))
                .isEqualTo(new Lookup.Found("5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    query | line 2: query: expected name = value
                    result_format = x | query is not set: expected SELECT ... WHERE ... = '%s'
                    query = SELECT '%x' | line 2: query = SELECT '%x': expected after each % one of s u d S U D 1 to 9, or another %
                    query = SELECT '%s | line 2: query = SELECT '%s: expected a ' at the end of the string
                    query = SELECT ? | line 2: query = SELECT ?: expected no ? outside of quotes
                    query = SELECT '\\%s' | line 2: query = SELECT '\\%s': expected no \\ in a string with a % in it
                    result_format = %; query = SELECT 1 | line 2: result_format = %: expected after each % one of s u d S U D 1 to 9, or another %
                    expansion_limit = many; query = SELECT 1 | line 2: expansion_limit = many: expected a number from 0
                    expansion_limit = -1; query = SELECT 1 | line 2: expansion_limit = -1: expected a number from 0
                    dbpath = /no/db; query = SELECT 1 | line 2: dbpath = /no/db: expected a database that the server may read
                    domain = hsah:x; query = SELECT 1 | line 2: domain = hsah:x: there is no table type "hsah"
                    table = alias | select_field is not set: expected the name of a column
                    """)
    void tellsFileLineAndWhatWasExpected(String settings, String fault) {
        assertThatThrownBy(() -> open(settings.replace("; ", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder.resolve("table.cf") + ", " + fault);
    }

    @Test
    void tellsOfNamesWithoutEffect() throws IOException {
        open("query = SELECT 1\nresult_fromat = x");

        assertThat(warnings)
                .containsExactly(
                        folder.resolve("table.cf")
                                + ", line 3: result_fromat has no effect, did you mean"
                                + " result_format?");
    }

    @Test
    void tellsOfAFileThatIsMissing() {
        assertThatThrownBy(() -> Tables.of("hash", Set.of(), _ -> {}).open("sqlite:/no/file.cf"))
                .hasMessage(
                        "cannot read /no/file.cf: there is no such file:"
                                + " create the file or make it readable for the mail owner");
    }
}
