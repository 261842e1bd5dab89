// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;

/// Postfix's trivial-rewrite: what an address is, and where its mail goes. Safe for use by several
/// threads; follows a reload by itself.
public interface Router {

    AddressClass classify(Address recipient);

    /// For the SMTP server: `550 5.1.1` belongs into the session, not into a bounce.
    Known known(Address recipient);

    /// Where the mail of a recipient goes now.
    Route route(Address recipient);
}
