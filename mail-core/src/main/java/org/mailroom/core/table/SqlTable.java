// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.endpoint.KeptConnections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// A table whose values a database finds. A few platform threads ask, as drivers may block them in
/// native code; each look-up ends in time, whatever becomes of the database. Safe for use by
/// several threads.
final class SqlTable implements LookupTable {
    private static final int MAX_CONNECTIONS = 4;
    private static final int MAX_WAITING = 1000;
    private static final Pattern CLOSED = Pattern.compile("08|57P|70100");
    private static final Duration KEEP = Duration.ofMinutes(1);

    /// Opens a connection to the database.
    interface Connector {
        Connection connect() throws SQLException;
    }

    private final String spec;
    private final Connector connector;
    private final SqlQuery query;
    private final ResultFormat format;
    private final Duration patience;
    private final KeptConnections<Connection> kept = new KeptConnections<>(MAX_CONNECTIONS, KEEP);
    private final ThreadPoolExecutor askers;

    SqlTable(
            String spec,
            Connector connector,
            SqlQuery query,
            ResultFormat format,
            Duration patience) {
        this.spec = spec;
        this.connector = connector;
        this.query = query;
        this.format = format;
        this.patience = patience;
        this.askers =
                new ThreadPoolExecutor(
                        MAX_CONNECTIONS,
                        MAX_CONNECTIONS,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().daemon().name("table/" + spec).factory());
        askers.allowCoreThreadTimeOut(true);
    }

    @Override
    public String spec() {
        return spec;
    }

    @Override
    public Lookup find(String key) {
        String folded = key.toLowerCase(Locale.ROOT);
        Optional<List<String>> values = query.values(folded);
        if (values.isEmpty() || key.isEmpty()) {
            return Lookup.NOT_FOUND;
        }
        Lookup answer = inTime(folded, values.get());
        return answer instanceof Lookup.Failed(var reason)
                ? new Lookup.Failed(spec + ": " + reason)
                : answer;
    }

    private Lookup inTime(String key, List<String> values) {
        var running = new AtomicReference<@Nullable PreparedStatement>();
        Future<Lookup> answer;
        try {
            answer = askers.submit(() -> ask(key, values, running));
        } catch (RejectedExecutionException _) {
            return new Lookup.Failed("too many look-ups wait for the database");
        }
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            giveUp(answer, running.get());
            return new Lookup.Failed("no answer in time");
        } catch (ExecutionException e) {
            return new Lookup.Failed(reason(e.getCause()));
        } catch (InterruptedException _) {
            giveUp(answer, running.get());
            Thread.currentThread().interrupt();
            return new Lookup.Failed("interrupted");
        }
    }

    private Lookup ask(
            String key, List<String> values, AtomicReference<@Nullable PreparedStatement> running)
            throws SQLException {
        Optional<Connection> idle = kept.take();
        if (idle.isPresent()) {
            try {
                return format.of(key, ask(idle.get(), values, running));
            } catch (SQLException e) {
                if (!hasClosed(e)) {
                    throw e;
                }
            }
        }
        if (Thread.interrupted()) {
            throw new SQLException("nobody waits for the answer any more");
        }
        return format.of(key, ask(connector.connect(), values, running));
    }

    /// Whether the database has closed a connection: class 08 of SQL's states, 57P, with which
    /// PostgreSQL says that it stops, or 70100, with which MariaDB says that it was told to.
    private static boolean hasClosed(SQLException e) {
        String state = e.getSQLState();
        return state != null && CLOSED.matcher(state).lookingAt();
    }

    private List<String> ask(
            Connection connection,
            List<String> values,
            AtomicReference<@Nullable PreparedStatement> running)
            throws SQLException {
        boolean done = false;
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            running.set(statement);
            statement.setMaxRows(ResultFormat.MAX_VALUES + 1);
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            List<String> found;
            try (ResultSet rows = statement.executeQuery()) {
                found = read(rows);
            }
            done = true;
            return found;
        } finally {
            running.set(null);
            if (done) {
                kept.keep(connection);
            } else {
                KeptConnections.close(connection);
            }
        }
    }

    private static List<String> read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        var found = new ArrayList<String>();
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                String value = rows.getString(column);
                found.add(value == null ? "" : value);
            }
        }
        return found;
    }

    // Who asks too long is stopped: his thread is for the next look-up
    private static void giveUp(Future<Lookup> answer, @Nullable PreparedStatement running) {
        answer.cancel(true);
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException _) {
                // It has ended meanwhile
            }
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null
                ? "no answer"
                : String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
}
