// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.table.TableFailedException;

import java.util.List;
import java.util.Set;

/// Postfix's trivial-rewrite: what an address is, and where its mail goes. Safe for use by several
/// threads; follows a reload by itself.
public interface Router {

    /// The class of an address, by its domain.
    ///
    /// @throws TableFailedException when a list of domains cannot be asked
    AddressClass classify(Address recipient);

    /// For the SMTP server: `550 5.1.1` belongs into the session, not into a bounce.
    Known known(Address recipient);

    /// Follows aliases. Done once, by intake: the queue holds final recipients only, so that what
    /// is delivered and what is not has one answer for each of them. A list that has an owner is
    /// one, as mail for its members has another sender.
    ///
    /// @param kinds the aliases that are followed
    Expansion expand(List<Recipient> recipients, Set<AliasKind> kinds);

    /// Follows all aliases.
    default Expansion expand(List<Recipient> recipients) {
        return expand(recipients, AliasKind.ALL);
    }

    /// Where the mail of a final recipient goes now.
    ///
    /// @param sender who has sent it, which may decide by what server it leaves
    Route route(Address recipient, ReversePath sender);

    /// Where it goes by a transport that an operator, a table or `content_filter` has named.
    /// Without a transport `by` is another next hop for the one that it would go by.
    Route route(Address recipient, ReversePath sender, TransportSpec by);
}
