// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Tables from an address to one other (canonical(5), generic(5)). Safe for use by several threads.
///
/// @param keepsExtensions whether the result takes an extension along that the table does not know
/// @param origin the domain of a result that has none
public record AddressMap(Function<Address, Answer> table, boolean keepsExtensions, String origin) {
    // Postfix's limit for canonical(5)
    private static final int MAX_STEPS = 10;

    private static final int MAX_REMEMBERED = 1_000;

    /// The same for one message, which asks its tables once for an address. Used by one thread.
    public AddressMap remembering() {
        var known = new HashMap<Address, Answer>();
        return new AddressMap(address -> remembered(address, known), keepsExtensions, origin);
    }

    private Answer remembered(Address address, Map<Address, Answer> known) {
        Answer before = known.get(address);
        if (before != null) {
            return before;
        }
        Answer answer = table.apply(address);
        if (known.size() < MAX_REMEMBERED) {
            known.put(address, answer);
        }
        return answer;
    }

    /// Follows the tables until they know no more, or name what was asked for. A circle ends
    /// somewhere.
    Rewritten follow(Address address) {
        Address now = address;
        for (int step = 0; step < MAX_STEPS; step++) {
            Rewritten next = once(now);
            if (!(next instanceof Rewritten.To(var to)) || to.key().equals(now.key())) {
                return next;
            }
            now = to;
        }
        return new Rewritten.To(now);
    }

    /// Asks the tables once.
    public Rewritten once(Address address) {
        Answer answer = table.apply(address);
        return switch (answer.lookup()) {
            case Lookup.NotFound() -> new Rewritten.To(address);
            case Lookup.Failed(var reason) -> new Rewritten.NotNow(reason);
            case Lookup.Found(var text) ->
                    result(text, address, answer)
                            .<Rewritten>map(Rewritten.To::new)
                            .orElseGet(
                                    () ->
                                            new Rewritten.NotNow(
                                                    "no address for <%s>: \"%s\""
                                                            .formatted(address, text)));
        };
    }

    private Optional<Address> result(String text, Address from, Answer answer) {
        List<String> targets = AddressText.split(text, Separators.COMMAS_AND_BLANKS);
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        String first = targets.getFirst();
        // canonical(5): with @otherdomain the user stays
        String target = first.startsWith("@") ? answer.keptOf(from) + first : first;
        return AddressText.parse(target, origin)
                .map(to -> keepsExtensions ? to.extended(answer.extension()) : to);
    }
}
