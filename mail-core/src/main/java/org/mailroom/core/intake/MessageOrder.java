// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;

import java.time.Instant;

/// What the rules of a door ask of a message that they let in (access(5)).
public sealed interface MessageOrder {

    /// A header field, without a line end, that goes before all others.
    record Prepend(String field) implements MessageOrder {}

    /// An address gets the message in the place of its recipients.
    record Redirect(Address to) implements MessageOrder {}

    /// An address gets the message as well.
    record Copy(Address to) implements MessageOrder {}

    /// `transport:nexthop` takes the place of what routing says.
    record Filter(String transport) implements MessageOrder {}

    /// Nothing is tried before a time.
    record Release(Instant time) implements MessageOrder {}

    /// Nothing is tried until it is released.
    record Hold() implements MessageOrder {}
}
