// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// A Postfix lookup table: text in, text out. Safe for use by several threads.
public interface LookupTable {

    /// The table as written in the configuration, `type:name`.
    String spec();

    Lookup find(String key);

    /// Whether partial keys (`user`, `@domain`, parent domains) make sense here. Pattern tables are
    /// asked with the whole key only (regexp_table(5), pcre_table(5), cidr_table(5)).
    default boolean takesPartialKeys() {
        return true;
    }
}
