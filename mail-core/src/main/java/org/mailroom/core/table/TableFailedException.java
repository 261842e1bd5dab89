// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Optional;
import java.util.function.Function;

/// A table could not be asked on the way to an answer.
public final class TableFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TableFailedException(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    /// Whether a table has the key.
    ///
    /// @throws TableFailedException when it cannot be asked
    public static <T> boolean found(Function<T, Lookup> table, T key) {
        return value(table, key).isPresent();
    }

    /// What a table has for the key.
    ///
    /// @throws TableFailedException when it cannot be asked
    public static <T> Optional<String> value(Function<T, Lookup> table, T key) {
        return switch (table.apply(key)) {
            case Lookup.Found(var text) -> Optional.of(text.strip());
            case Lookup.NotFound _ -> Optional.empty();
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
        };
    }
}
