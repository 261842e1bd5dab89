// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.address.Address;

import java.util.Optional;

/// One recipient of an envelope: the address to deliver to, and what the sender wrote before any
/// rewriting (`orig_to` in the log, Original-Recipient in a notification). `orcpt` is the ORCPT
/// parameter, decoded (RFC 3461 §4.2).
///
/// @param handover what is done instead of giving the mail to the mailbox of the address
public record Recipient(
        Address address,
        Address original,
        Optional<String> orcpt,
        Notify notices,
        Optional<Handover> handover) {

    public Recipient(Address address, Address original, Optional<String> orcpt, Notify notices) {
        this(address, original, orcpt, notices, Optional.empty());
    }

    public Recipient(Address address, Address original, Optional<String> orcpt) {
        this(address, original, orcpt, Notify.UNSAID);
    }

    public static Recipient of(Address address) {
        return new Recipient(address, address, Optional.empty());
    }

    /// The same one at another address.
    public Recipient at(Address other) {
        return new Recipient(other, original, orcpt, notices, handover);
    }

    /// As the sender wrote it, before anything was decided.
    public Recipient asSent() {
        return new Recipient(original, original, orcpt, notices);
    }

    public Recipient handedTo(Handover to) {
        return new Recipient(address, original, orcpt, notices, Optional.of(to));
    }

    public Recipient with(Notify other) {
        return new Recipient(address, original, orcpt, other, handover);
    }
}
