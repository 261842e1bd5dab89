// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.Lookup;

import java.util.Optional;
import java.util.function.Function;

/// Who gets a copy of what, unseen by sender and recipients.
///
/// @param always `always_bcc`
/// @param sender `sender_bcc_maps`
/// @param recipient `recipient_bcc_maps`
/// @param origin the domain of an address in a table that has none
public record Copies(
        Optional<Address> always,
        Function<Address, Lookup> sender,
        Function<Address, Lookup> recipient,
        String origin) {

    public static final Copies NONE =
            new Copies(Optional.empty(), _ -> Lookup.NOT_FOUND, _ -> Lookup.NOT_FOUND, "");
}
