// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Handover;

import java.util.List;

/// The next step for one recipient.
public sealed interface Route {

    /// A mailbox of this server. `transport` is `local` or `virtual` and names the log lines;
    /// `account` is the name of the account, whose INBOX takes the mail.
    record ToMailbox(String transport, String account, Address recipient) implements Route {}

    /// Another server by SMTP or LMTP. `nexthop` is a domain (MX look-up) or `[host]` or
    /// `[host]:port`, as in transport(5); for LMTP also `inet:host:port` and `unix:path`.
    ///
    /// @param process how the transport is named in the log
    record ToHosts(String transport, String process, String nexthop, Address recipient)
            implements Onward {}

    /// A program (pipe(8)): the one that the transport of that name gives mail to.
    record ToPipe(String transport, String nexthop, Address recipient) implements Onward {}

    /// A command or a file of a user, written with his rights (local(8)).
    record ToOwner(Handover handover, Address recipient) implements Route {}

    /// To a next hop, which several recipients of a message may share.
    sealed interface Onward extends Route {
        String transport();

        String nexthop();

        Address recipient();
    }

    /// The members of a list, in a message of their own whose bounces go to its owner (local(8)).
    record ToList(Address list, Address owner, List<Address> members) implements Route {
        public ToList {
            members = List.copyOf(members);
        }
    }

    /// Thrown away, and said so in the log.
    record Discard(String text) implements Route {}

    /// Never deliverable: `status` is the enhanced code (RFC 3463), class 5.
    record Reject(String status, String text) implements Route {}

    /// Not now: class 4.
    record Defer(String status, String text) implements Route {}
}
