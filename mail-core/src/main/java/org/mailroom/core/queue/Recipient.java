// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.address.Address;

import java.util.Optional;

/// One recipient of an envelope: the address to deliver to, and what the sender wrote before any
/// rewriting (`orig_to` in the log, Original-Recipient in a notification).
public record Recipient(Address address, Address original, Optional<String> orcpt) {

    public static Recipient of(Address address) {
        return new Recipient(address, address, Optional.empty());
    }
}
