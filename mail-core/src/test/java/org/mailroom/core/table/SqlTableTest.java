// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class SqlTableTest {
    @Test
    void asksOnceWhatTheDatabaseRefuses() {
        var connections = new AtomicInteger();
        var table =
                new SqlTable(
                        "sqlite:memory",
                        () -> {
                            connections.incrementAndGet();
                            return DriverManager.getConnection("jdbc:sqlite::memory:");
                        },
                        SqlQuery.parse("SELECT json('%s')", "'\""),
                        new ResultFormat(KeyFormat.parse("%s"), 10),
                        Duration.ofSeconds(30));
        assertThat(table.find("[]")).isEqualTo(new Lookup.Found("[]"));

        assertThat(table.find("no")).isInstanceOf(Lookup.Failed.class);
        assertThat(connections).hasValue(1);
    }
}
