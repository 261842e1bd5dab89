// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A text with places for a value and for the key that was looked up, as in `query`, `query_filter`
/// and `result_format` (mysql_table(5)): `%s` the value, `%u` and `%d` what is before and after its
/// `@`, `%S %U %D` the same of the key, `%1` to `%9` the labels of the key's domain from its end,
/// `%%` a percent sign.
record KeyFormat(List<Part> parts) {
    private static final String VARIABLES = "sudSUD123456789";

    sealed interface Part {}

    record Text(String text) implements Part {}

    record Variable(char name) implements Part {}

    KeyFormat {
        parts = List.copyOf(parts);
    }

    static KeyFormat parse(String format) {
        var parts = new ArrayList<Part>();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                parts.add(new Text(String.valueOf(c)));
                continue;
            }
            char name = at < format.length() ? format.charAt(at++) : ' ';
            if (name != '%' && VARIABLES.indexOf(name) < 0) {
                throw new ConfigException(
                        "expected after each % one of s u d S U D 1 to 9, or another %");
            }
            parts.add(name == '%' ? new Text("%") : new Variable(name));
        }
        return new KeyFormat(parts);
    }

    /// The text for a key that is itself the value; empty where a part of it that the format asks
    /// for is missing or has nothing in it: then there is nothing to look up.
    Optional<String> of(String key, UnaryOperator<String> quote) {
        return of(key, key, quote);
    }

    /// The text for a value that was found for a key.
    ///
    /// @param quote what is done to all that comes from value or key
    Optional<String> of(String value, String key, UnaryOperator<String> quote) {
        var text = new StringBuilder();
        for (Part part : parts) {
            Optional<String> next =
                    switch (part) {
                        case Text(var fixed) -> Optional.of(fixed);
                        case Variable(var name) ->
                                variable(name, value, key)
                                        .filter(found -> !found.isEmpty())
                                        .map(quote);
                    };
            if (next.isEmpty()) {
                return Optional.empty();
            }
            text.append(next.get());
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    private static Optional<String> variable(char name, String value, String key) {
        return switch (name) {
            case 's' -> Optional.of(value);
            case 'u' -> Optional.of(user(value));
            case 'd' -> domain(value);
            case 'S' -> Optional.of(key);
            case 'U' -> Optional.of(user(key));
            case 'D' -> domain(key);
            default -> domain(key).flatMap(domain -> label(domain, name - '0'));
        };
    }

    private static String user(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    private static Optional<String> domain(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(address.substring(at + 1));
    }

    private static Optional<String> label(String domain, int fromEnd) {
        String[] labels = domain.split("\\.", -1);
        return labels.length < fromEnd
                ? Optional.empty()
                : Optional.of(labels[labels.length - fromEnd]);
    }
}
