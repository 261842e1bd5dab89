// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.table.Match;

import java.util.List;
import java.util.Set;

/// The way of an address through cleanup(8): the standard form, then the canonical tables one after
/// the other, then the masquerade. Safe for use by several threads.
///
/// @param tables in their order: those for senders or recipients alone before those for both
public record AddressRewriting(
        StandardForm form, List<Canonical> tables, Masquerade masquerade, Set<AddressUse> masked) {

    /// Addresses stay as they are.
    public static final AddressRewriting NONE =
            new AddressRewriting(
                    new StandardForm("", ""),
                    List.of(),
                    new Masquerade(List.of(), _ -> Match.NO),
                    Set.of());

    public AddressRewriting {
        tables = List.copyOf(tables);
        masked = Set.copyOf(masked);
    }

    /// Tables, and the addresses that they are for.
    public record Canonical(Set<AddressUse> uses, AddressMap map) {
        public Canonical {
            uses = Set.copyOf(uses);
        }
    }

    /// The same with another standard form.
    public AddressRewriting with(StandardForm other) {
        return new AddressRewriting(other, tables, masquerade, masked);
    }

    /// The standard form only.
    public AddressRewriting inStandardForm() {
        return new AddressRewriting(form, List.of(), masquerade, Set.of());
    }

    public Rewritten rewrite(Address address, AddressUse use) {
        Address now = form.of(address);
        for (Canonical table : tables) {
            if (table.uses.contains(use)) {
                switch (table.map.follow(now)) {
                    case Rewritten.To(var to) -> now = to;
                    case Rewritten.NotNow failed -> {
                        return failed;
                    }
                }
            }
        }
        return masked.contains(use) ? masquerade.of(now) : new Rewritten.To(now);
    }
}
