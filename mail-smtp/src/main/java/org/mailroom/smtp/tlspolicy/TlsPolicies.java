// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.tlspolicy.DanePolicies.Proofs;
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

    /// What a policy has where it does not say it itself.
    ///
    /// @param verify the names for level `verify`; `secure` and `fingerprint` the same for these
    public record Defaults(
            List<String> verify,
            List<String> secure,
            List<String> fingerprint,
            TlsPolicy.Versions versions,
            String serverName,
            Optional<TrustAnchors> anchors) {

        /// Postfix's.
        public static final Defaults POSTFIX =
                new Defaults(
                        List.of("hostname"),
                        List.of("nexthop", "dot-nexthop"),
                        List.of(),
                        new TlsPolicy.Versions(Protocols.parse(""), Protocols.parse("")),
                        "",
                        Optional.empty());

        List<String> match(ClientTlsLevel level) {
            return switch (level) {
                case FINGERPRINT -> fingerprint;
                case VERIFY -> verify;
                case SECURE -> secure;
                case NONE, MAY, DANE, DANE_ONLY, ENCRYPT -> List.of();
            };
        }
    }

    /// @param proofs whether level `dane` has an effect
    public TlsPolicies(
            ClientTlsLevel level, Defaults defaults, List<LookupTable> tables, Proofs proofs) {
        this.level = level;
        this.reader = new PolicyReader(defaults, proofs, TlsPolicies::warn);
        this.tables = List.copyOf(tables);
    }

    /// A policy, or why there is none: then mail waits.
    public sealed interface Found {}

    public record Policy(TlsPolicy policy) implements Found {}

    public record Fault(String reason) implements Found {}

    /// The policy for a next hop as the route writes it.
    public Found find(String nexthop) {
        for (String key : keys(nexthop.toLowerCase(Locale.ROOT))) {
            for (LookupTable table : tables) {
                switch (table.find(key)) {
                    case Lookup.Found(var value) -> {
                        return reader.read(value);
                    }
                    case Lookup.NotFound() -> {}
                    case Lookup.Failed(var reason) -> {
                        return new Fault(reason);
                    }
                }
            }
        }
        return new Policy(reader.policy(level));
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
        var reader = new PolicyReader(Defaults.POSTFIX, Proofs.ASKED, _ -> {});
        return reader.read(value) instanceof Fault(var reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private static void warn(String what) {
        LOG.warn(what);
    }
}
