// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;

import java.util.Optional;

/// Whose a sender address is. Safe for use by several threads.
@FunctionalInterface
public interface SenderRights {

    /// How an address and a login belong together.
    enum Ownership {
        /// The address is that of the login.
        OWN,
        /// It belongs to others.
        FOREIGN,
        /// It belongs to nobody here.
        NOBODYS,
        /// A table could not be asked.
        UNSURE
    }

    /// `login` is empty where nobody has logged in.
    Ownership of(Address sender, Optional<String> login);
}
