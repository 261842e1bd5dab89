// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ConfigException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Reads the values of `smtp_tls_policy_maps`: a level, and attributes. Safe for use by several
/// threads.
final class PolicyReader {
    private static final List<String> LEVELS =
            Arrays.stream(ClientTlsLevel.values()).map(ClientTlsLevel::label).toList();

    private final PolicyDefaults defaults;
    private final Proofs proofs;
    private final Consumer<String> warnings;

    /// The files of trust anchors that policies have named, by name.
    private final Map<String, TrustAnchors> anchorFiles = new ConcurrentHashMap<>();

    /// What was warned of.
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /// @param warnings hears once of each thing that has no effect
    PolicyReader(PolicyDefaults defaults, Proofs proofs, Consumer<String> warnings) {
        this.defaults = defaults;
        this.proofs = proofs;
        this.warnings = warnings;
    }

    /// The policy that a value says.
    PolicyFound read(String value) {
        String[] words = value.strip().split("[,\\s]+", -1);
        Optional<ClientTlsLevel> named =
                Arrays.stream(ClientTlsLevel.values())
                        .filter(known -> known.label().equalsIgnoreCase(words[0]))
                        .findFirst();
        if (named.isEmpty()) {
            return new PolicyFound.Fault(
                    "unknown level \"%s\": expected one of %s"
                            .formatted(words[0], String.join(", ", LEVELS)));
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
            return new PolicyFound.Policy(match.isEmpty() ? policy : matching(policy, match));
        } catch (ConfigException e) {
            return new PolicyFound.Fault(String.valueOf(e.getMessage()));
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

    /// The policy of a level of which nothing else is said.
    TlsPolicy policy(ClientTlsLevel of) {
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
            default ->
                    throw new ConfigException(
                            "unknown attribute \"%s\": expected match=, protocols=, servername= or tafile="
                                    .formatted(attribute));
        };
    }

    // Several are all trusted; those of main.cf are not then
    private TrustAnchors anchors(TlsPolicy policy, String file) {
        var rules = new ArrayList<TlsaRule>();
        if (!policy.anchors().equals(defaults.anchors())) {
            policy.anchors().ifPresent(before -> rules.addAll(before.rules()));
        }
        rules.addAll(
                anchorFiles
                        .computeIfAbsent(file, it -> TrustAnchors.of(List.of(Path.of(it))))
                        .rules());
        return new TrustAnchors(rules);
    }

    private void warn(String what) {
        if (told.add(what)) {
            warnings.accept(what);
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
