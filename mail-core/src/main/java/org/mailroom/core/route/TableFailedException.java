// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.table.Lookup;

import java.util.Optional;
import java.util.function.Function;

/// A table could not be asked on the way to an answer.
final class TableFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TableFailedException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /// Whether a table has the key.
    ///
    /// @throws TableFailedException when it cannot be asked
    static <T> boolean found(Function<T, Lookup> table, T key) {
        return value(table, key).isPresent();
    }

    /// What a table has for the key.
    ///
    /// @throws TableFailedException when it cannot be asked
    static <T> Optional<String> value(Function<T, Lookup> table, T key) {
        return switch (table.apply(key)) {
            case Lookup.Found(var text) -> Optional.of(text.strip());
            case Lookup.NotFound _ -> Optional.empty();
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
        };
    }
}
