// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.smtp.identity.Client;

import java.util.function.Consumer;

/// Where the milters of a session come from. Safe for use by several threads.
@FunctionalInterface
public interface Milters {

    /// There are none.
    Milters NONE = (_, _) -> MilterSession.NONE;

    /// The milters for a client, none of which is connected yet.
    ///
    /// @param warnings hears of trouble with them
    MilterSession open(Client client, Consumer<String> warnings);
}
