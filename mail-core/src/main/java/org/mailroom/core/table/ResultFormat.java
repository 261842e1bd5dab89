// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/// How the values that a database has found become the result of a look-up: each one through
/// `result_format`, those that are left joined by commas.
///
/// @param limit `expansion_limit`, the number of values over which the look-up fails
record ResultFormat(KeyFormat format, int limit) {
    /// Limits where the administrator has set none: an answer is in memory as a whole.
    static final int MAX_VALUES = 10_000;

    private static final int MAX_LENGTH = 4 << 20;

    static ResultFormat of(TableFile file) {
        int limit = file.number("expansion_limit", 0, 0);
        return new ResultFormat(
                file.use("result_format", file.text("result_format", "%s"), KeyFormat::parse),
                limit == 0 ? MAX_VALUES : Math.min(limit, MAX_VALUES));
    }

    /// The result. Values that are empty, or lack what the format asks for, are left out.
    Lookup of(String key, List<String> values) {
        var result = new StringJoiner(",");
        int count = 0;
        for (String value : values) {
            Optional<String> text = format.of(value, key, UnaryOperator.identity());
            if (text.isPresent()) {
                result.add(text.get());
                count++;
            }
            if (count > limit || result.length() > MAX_LENGTH) {
                return new Lookup.Failed("more values for %s than expansion_limit".formatted(key));
            }
        }
        return count == 0 ? Lookup.NOT_FOUND : new Lookup.Found(result.toString());
    }
}
