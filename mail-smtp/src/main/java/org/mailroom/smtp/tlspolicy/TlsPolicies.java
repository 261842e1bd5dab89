// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The policies of a client: that of the configuration, and those that `smtp_tls_policy_maps` has
/// for single next hops. Safe for use by several threads.
public final class TlsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPolicies.class);

    private final ClientTlsLevel level;
    private final PolicyReader reader;
    private final List<LookupTable> tables;

    /// @param proofs whether level `dane` has an effect
    public TlsPolicies(
            ClientTlsLevel level,
            PolicyDefaults defaults,
            List<LookupTable> tables,
            Proofs proofs) {
        this.level = level;
        this.reader = new PolicyReader(defaults, proofs, TlsPolicies::warn);
        this.tables = List.copyOf(tables);
    }

    /// The policy for a next hop as the route writes it.
    public PolicyFound find(String nexthop) {
        for (String key : keys(nexthop.toLowerCase(Locale.ROOT))) {
            for (LookupTable table : tables) {
                switch (table.find(key)) {
                    case Lookup.Found(var value) -> {
                        return reader.read(value);
                    }
                    case Lookup.NotFound() -> {}
                    case Lookup.Failed(var reason) -> {
                        return new PolicyFound.Fault(reason);
                    }
                }
            }
        }
        return new PolicyFound.Policy(reader.policy(level));
    }

    // A domain has parents; a host in brackets and a next hop with a port have none
    private static List<String> keys(String nexthop) {
        var keys = new ArrayList<String>(List.of(nexthop));
        boolean domain = nexthop.indexOf('[') < 0 && nexthop.indexOf(':') < 0;
        for (int dot = nexthop.indexOf('.', 1);
                domain && dot > 0 && dot < nexthop.length() - 1;
                dot = nexthop.indexOf('.', dot + 1)) {
            keys.add(nexthop.substring(dot));
        }
        return keys;
    }

    /// What is wrong with the value of an entry; nothing where it can be used.
    public static Optional<String> fault(String value) {
        var reader = new PolicyReader(PolicyDefaults.POSTFIX, Proofs.ASKED, _ -> {});
        return reader.read(value) instanceof PolicyFound.Fault(var reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private static void warn(String what) {
        LOG.warn(what);
    }
}
