// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.tlspolicy.DanePolicies.Proofs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The policies of a client: that of the configuration, and those that `smtp_tls_policy_maps` has
/// for single next hops. Safe for use by several threads.
public final class TlsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPolicies.class);

    private final ClientTlsLevel level;
    private final Defaults defaults;
    private final List<LookupTable> tables;

    private final Proofs proofs;

    /// The files of trust anchors that policies have named, by name.
    private final Map<String, TrustAnchors> read = new ConcurrentHashMap<>();

    /// What the log has told of.
    private final Set<String> told = ConcurrentHashMap.newKeySet();

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

        private List<String> match(ClientTlsLevel level) {
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
        this.proofs = proofs;
        this.level = level;
        this.defaults = defaults;
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
                        return parsed(value);
                    }
                    case Lookup.NotFound() -> {}
                    case Lookup.Failed(var reason) -> {
                        return new Fault(reason);
                    }
                }
            }
        }
        return new Policy(policy(level));
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

    private Found parsed(String value) {
        String[] words = value.strip().split("[,\\s]+", -1);
        Optional<ClientTlsLevel> named =
                Arrays.stream(ClientTlsLevel.values())
                        .filter(known -> known.label().equalsIgnoreCase(words[0]))
                        .findFirst();
        if (named.isEmpty()) {
            return new Fault("unknown level \"" + words[0] + "\"");
        }
        try {
            TlsPolicy policy = policy(proven(named.get()));
            List<String> match = List.of();
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                String[] attribute = word.split("=", 2);
                String text = attribute.length == 2 ? attribute[1] : "";
                match = attribute[0].equals("match") ? joined(match, text, policy.level()) : match;
                policy = with(policy, attribute[0], text);
            }
            return new Policy(match.isEmpty() ? policy : matching(policy, match));
        } catch (ConfigException e) {
            return new Fault(String.valueOf(e.getMessage()));
        }
    }

    // As in Postfix; at level dane-only mail waits, and its log says why
    private ClientTlsLevel proven(ClientTlsLevel wanted) {
        if (wanted == ClientTlsLevel.DANE && proofs == Proofs.UNASKED) {
            warn(
                    "dane in smtp_tls_policy_maps acts as may without"
                            + " smtp_dns_support_level = dnssec");
        }
        return wanted;
    }

    private TlsPolicy policy(ClientTlsLevel of) {
        return new TlsPolicy(
                of,
                defaults.match(of),
                defaults.versions(),
                defaults.serverName(),
                defaults.anchors());
    }

    private static TlsPolicy matching(TlsPolicy policy, List<String> match) {
        return new TlsPolicy(
                policy.level(), match, policy.versions(), policy.serverName(), policy.anchors());
    }

    private TlsPolicy with(TlsPolicy policy, String attribute, String text) {
        return switch (attribute) {
            case "protocols" -> {
                List<String> all = Protocols.parse(text);
                yield new TlsPolicy(
                        policy.level(),
                        policy.match(),
                        new TlsPolicy.Versions(all, all),
                        policy.serverName(),
                        policy.anchors());
            }
            case "servername" ->
                    new TlsPolicy(
                            policy.level(),
                            policy.match(),
                            policy.versions(),
                            text,
                            policy.anchors());
            case "tafile" ->
                    new TlsPolicy(
                            policy.level(),
                            policy.match(),
                            policy.versions(),
                            policy.serverName(),
                            Optional.of(anchors(policy, text)));
            case "match" -> policy;
            // The ciphers of the library are always used, and connections are kept as main.cf says
            case "ciphers", "exclude", "connection_reuse", "enable_rpk" -> {
                warn(attribute + " has no effect in smtp_tls_policy_maps");
                yield policy;
            }
            default -> throw new ConfigException("unknown attribute \"" + attribute + "\"");
        };
    }

    // Several are all trusted; those of main.cf are not then
    private TrustAnchors anchors(TlsPolicy policy, String file) {
        var rules = new ArrayList<TlsaRule>();
        if (!policy.anchors().equals(defaults.anchors())) {
            policy.anchors().ifPresent(before -> rules.addAll(before.rules()));
        }
        rules.addAll(
                read.computeIfAbsent(file, it -> TrustAnchors.of(List.of(Path.of(it)))).rules());
        return new TrustAnchors(rules);
    }

    private void warn(String what) {
        if (told.add(what)) {
            LOG.warn(what);
        }
    }

    // A fingerprint has colons of its own
    private static List<String> joined(List<String> match, String text, ClientTlsLevel level) {
        var all = new ArrayList<String>(match);
        String separator = level == ClientTlsLevel.FINGERPRINT ? "\\|" : ":";
        all.addAll(Arrays.asList(text.split(separator, -1)));
        return all;
    }
}
