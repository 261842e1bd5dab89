// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A query whose string literals with a `%` in them, `'%s'` or `'%u@%d'`, are parameters of the
/// statement. The key never becomes part of the SQL text, so that nothing in it can be taken for
/// SQL, whatever the rules for quotes of the database are.
///
/// @param sql with a `?` for each parameter
record SqlQuery(String sql, List<KeyFormat> parameters) {
    SqlQuery {
        parameters = List.copyOf(parameters);
    }

    /// @param stringQuotes the characters that string literals stand in
    static SqlQuery parse(String query, String stringQuotes) {
        var sql = new StringBuilder();
        var parameters = new ArrayList<KeyFormat>();
        int at = 0;
        while (at < query.length()) {
            int end = end(query, at);
            String piece = query.substring(at, end);
            boolean literal = stringQuotes.indexOf(piece.charAt(0)) >= 0;
            at = end;
            if (piece.equals("?")) {
                throw new ConfigException("expected no ? outside of quotes");
            } else if (!piece.contains("%")) {
                sql.append(piece);
            } else if (piece.equals("%%")) {
                sql.append('%');
            } else if (literal || piece.startsWith("%")) {
                sql.append('?');
                parameters.add(KeyFormat.parse(literal ? content(piece) : piece));
            } else {
                throw new ConfigException(
                        "expected %s between the quotes of a string: %s"
                                .formatted("% only", stringQuotes.charAt(0)));
            }
        }
        return new SqlQuery(sql.toString(), parameters);
    }

    /// The parameters for a key; empty where it lacks a part that the query asks for.
    Optional<List<String>> values(String key) {
        var values = new ArrayList<String>();
        for (KeyFormat parameter : parameters) {
            Optional<String> value = parameter.of(key, UnaryOperator.identity());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    // A quoted piece, a percent sign with what follows it, or one character
    private static int end(String query, int start) {
        char first = query.charAt(start);
        if (first == '%') {
            return Math.min(start + 2, query.length());
        }
        if (first != '\'' && first != '"') {
            return start + 1;
        }
        int at = start + 1;
        while (at < query.length()) {
            if (query.charAt(at) != first) {
                at++;
            } else if (at + 1 < query.length() && query.charAt(at + 1) == first) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw new ConfigException("expected a " + first + " at the end of the string");
    }

    private static String content(String literal) {
        if (literal.contains("\\")) {
            throw new ConfigException("expected no \\ in a string with a % in it");
        }
        String quote = literal.substring(0, 1);
        return literal.substring(1, literal.length() - 1).replace(quote + quote, quote);
    }
}
