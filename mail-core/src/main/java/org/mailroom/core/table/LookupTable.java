// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Map;
import java.util.Optional;

/// A Postfix lookup table: text in, text out. Safe for use by several threads.
public interface LookupTable {

    /// The table as written in the configuration, `type:name`.
    String spec();

    Lookup find(String key);

    /// All entries, of a table that can tell them.
    default Optional<Map<String, String>> listing() {
        return Optional.empty();
    }

    /// The name of the user whose file the entries stand in, as they were read; empty where they
    /// stand in no file of their own.
    ///
    /// @throws TableFailedException when it cannot be told now
    default Optional<String> owner() {
        return Optional.empty();
    }

    /// Whether partial keys (`user`, `@domain`, parent domains) make sense here. Pattern tables are
    /// asked with the whole key only (regexp_table(5), pcre_table(5), cidr_table(5)).
    default boolean takesPartialKeys() {
        return true;
    }
}
