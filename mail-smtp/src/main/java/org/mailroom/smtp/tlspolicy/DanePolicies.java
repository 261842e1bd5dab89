// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.InsecureExchangerPolicy;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Dnssec;
import org.mailroom.core.dns.Provenance;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.dns.Tlsa;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What becomes of level `dane` and `dane-only` at one server, by its TLSA records (RFC 7672 §2.2).
/// Safe for use by several threads.
public final class DanePolicies {
    private final Resolver resolver;
    private final Terms terms;

    /// What configuration says of DANE.
    ///
    /// @param exchanger for servers whose MX record is not proven
    ///   (`smtp_tls_dane_insecure_mx_policy`)
    public record Terms(Proofs proofs, InsecureExchangerPolicy exchanger, DaneDigests digests) {
        /// There is no DANE.
        public static final Terms NONE =
                new Terms(Proofs.UNASKED, InsecureExchangerPolicy.MAY, DaneDigests.ALL);
    }

    public DanePolicies(Resolver resolver, Terms terms) {
        this.resolver = resolver;
        this.terms = terms;
    }

    /// What the look-up of TLSA records came to.
    private sealed interface Lookup {}

    private record Records(List<Tlsa> records, String base) implements Lookup {}

    private record None() implements Lookup {}

    private record Failed() implements Lookup {}

    /// The policy for one address of a server; or why it cannot be had, and mail waits.
    public PolicyFound at(TlsPolicy policy, String host, int port, Road road) {
        if (terms.proofs() == Proofs.UNASKED) {
            return withoutRecords(policy, "smtp_dns_support_level is not dnssec");
        }
        if (road.exchanger() == Dnssec.INSECURE
                && (policy.level() == ClientTlsLevel.DANE_ONLY
                        || terms.exchanger() == InsecureExchangerPolicy.MAY)) {
            return withoutRecords(policy, "non DNSSEC destination");
        }
        return switch (find(host, port, road.address())) {
            case Failed() -> new PolicyFound.Fault("TLSA lookup error for " + host + ":" + port);
            case None() -> withoutRecords(policy, "no TLSA records found");
            case Records(var records, var base) -> by(records, base, policy, road);
        };
    }

    /// The policy for a server that the DNS has no part in.
    public static PolicyFound withoutDns(TlsPolicy policy) {
        return withoutRecords(policy, "no DNS name");
    }

    private PolicyFound by(List<Tlsa> records, String base, TlsPolicy policy, Road road) {
        TlsaRules rules = TlsaRules.of(records, terms.digests());
        if (rules.isEmpty()) {
            return withoutProof(policy, "TLSA records unusable");
        }
        if (road.exchanger() == Dnssec.INSECURE
                && terms.exchanger() == InsecureExchangerPolicy.ENCRYPT) {
            return withoutProof(policy, "Verification not possible, MX RRset is insecure");
        }
        List<String> names =
                Stream.concat(Stream.of(base), road.domains().stream()).distinct().toList();
        return new PolicyFound.Policy(policy.with(new Dane(rules, base, names, road.exchanger())));
    }

    private static PolicyFound withoutRecords(TlsPolicy policy, String reason) {
        return policy.level() == ClientTlsLevel.DANE_ONLY
                ? new PolicyFound.Fault(reason)
                : new PolicyFound.Policy(policy.at(ClientTlsLevel.MAY));
    }

    // RFC 7672 §2.2: there are records, so there is TLS, whoever answers
    private static PolicyFound withoutProof(TlsPolicy policy, String reason) {
        return policy.level() == ClientTlsLevel.DANE_ONLY
                ? new PolicyFound.Fault(reason)
                : new PolicyFound.Policy(policy.at(ClientTlsLevel.ENCRYPT));
    }

    // RFC 7672 §2.2.2, §2.2.3
    private Lookup find(String host, int port, Provenance address) {
        Optional<String> real = address.aliasOf();
        if (address.dnssec() == Dnssec.SECURE) {
            Lookup found = records(real.orElse(host), port);
            return found instanceof None && real.isPresent() ? records(host, port) : found;
        }
        return real.isPresent() ? ofProvenAlias(host, port) : new None();
    }

    // RFC 7672 §2.2.2: an alias may be proven that leads to where nothing is
    private Lookup ofProvenAlias(String host, int port) {
        return switch (resolver.alias(host)) {
            case DnsAnswer.Records<String> alias when alias.dnssec() == Dnssec.SECURE ->
                    records(host, port);
            case DnsAnswer.Records<String> _ -> new None();
            case DnsAnswer.NoData<String> _,
                    DnsAnswer.NoSuchName<String> _,
                    DnsAnswer.TryAgain<String> _ ->
                    new Failed();
        };
    }

    private Lookup records(String base, int port) {
        return switch (resolver.tlsa(base, port)) {
            case DnsAnswer.Records<Tlsa> found when found.dnssec() == Dnssec.SECURE ->
                    new Records(found.records(), base);
            case DnsAnswer.Records<Tlsa> _,
                    DnsAnswer.NoData<Tlsa> _,
                    DnsAnswer.NoSuchName<Tlsa> _ ->
                    new None();
            // RFC 7672 §2.1.2: somebody may be keeping the records from us
            case DnsAnswer.TryAgain<Tlsa> _ -> new Failed();
        };
    }
}
