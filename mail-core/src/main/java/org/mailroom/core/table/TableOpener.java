// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// Opens the tables of one type.
public interface TableOpener {

    /// Opens a table.
    ///
    /// @param spec the whole `type:name`, which the table gives back as its `spec`
    /// @param name what stands behind the colon
    /// @param tables for types that are made of other tables
    /// @throws org.mailroom.core.config.ConfigException when it cannot be opened
    LookupTable open(String spec, String name, Tables tables);
}
