// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.Match;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Domains that hide the hosts below them (`masquerade_domains`). The first one that fits decides.
///
/// @param exceptions whether a user keeps the domain (`masquerade_exceptions`)
public record Masquerade(List<String> domains, Function<String, Match> exceptions) {
    public Masquerade {
        domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    }

    Rewritten of(Address address) {
        String given = address.domain().toLowerCase(Locale.ROOT);
        for (String rule : domains) {
            String domain = rule.replaceFirst("^!+", "");
            if (given.equals(domain)) {
                break;
            }
            if (given.endsWith("." + domain)) {
                boolean leavesAlone = (rule.length() - domain.length()) % 2 == 1;
                return leavesAlone ? new Rewritten.To(address) : unlessExcepted(address, domain);
            }
        }
        return new Rewritten.To(address);
    }

    private Rewritten unlessExcepted(Address address, String domain) {
        return switch (exceptions.apply(address.localPart())) {
            case Match.Yes() -> new Rewritten.To(address);
            case Match.No() -> new Rewritten.To(new Address(address.localPart(), domain));
            case Match.Unsure(var reason) -> new Rewritten.NotNow(reason);
        };
    }
}
