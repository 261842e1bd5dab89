// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.Lookup;

import java.util.function.Consumer;

/// The files in which users say where their mail goes (`forward_path`). Safe for use by several
/// threads.
@FunctionalInterface
public interface Forwards {

    /// Nobody has one.
    Forwards NONE = (_, _) -> Lookup.NOT_FOUND;

    /// The text of the one that a user has.
    ///
    /// @param unused hears of a file that must not be used, which is as none
    Lookup of(Address user, Consumer<String> unused);
}
