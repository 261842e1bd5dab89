// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.route.RouteSettings.Owners;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.TableFailedException;

import java.util.List;
import java.util.Optional;

/// Who gets the bounces of an alias that is a list: its companion `owner-list` (aliases(5)).
record ListOwners(RouteSettings.Aliases settings) {
    private static final String PREFIX = "owner-";

    /// Whether those members can have an owner. Nobody owns an alias that names itself: it has a
    /// mailbox, which no message of its own can be for.
    boolean mayOwn(Address alias, List<Address> members) {
        return !members.isEmpty() && members.stream().noneMatch(it -> same(it, alias));
    }

    /// Where mail for the members comes from.
    ///
    /// @param answer what `alias_maps` have for the alias
    /// @throws TableFailedException when they cannot be asked for the owner
    Optional<Address> of(Address alias, Answer answer) {
        boolean there = TableFailedException.found(Answer::lookup, answer);
        if (!there || settings.owners() == Owners.NONE) {
            return Optional.empty();
        }
        var owner = new Address(PREFIX + answer.keptOf(alias), settings.origin());
        Answer companion = settings.local().apply(owner);
        return companion.extension().isEmpty()
                ? TableFailedException.value(Answer::lookup, companion)
                        .map(
                                text ->
                                        settings.owners() == Owners.EXPANDED
                                                ? one(text, owner)
                                                : owner)
                : Optional.empty();
    }

    private boolean same(Address member, Address alias) {
        return member.key().equals(alias.key())
                || member.key().equals(new Address(alias.localPart(), settings.origin()).key());
    }

    // Several addresses are no sender
    private Address one(String text, Address owner) {
        List<String> parts = AddressText.split(text, Separators.COMMAS);
        boolean usable = parts.size() == 1 && !AliasTargets.isSpecial(parts.getFirst());
        return usable && AliasTargets.list(parts.getFirst()).isEmpty()
                ? AddressText.parse(parts.getFirst(), settings.origin()).orElse(owner)
                : owner;
    }
}
