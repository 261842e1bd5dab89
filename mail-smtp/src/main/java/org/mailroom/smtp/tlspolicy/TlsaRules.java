// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.dns.Tlsa;
import org.mailroom.smtp.tlspolicy.TlsaRule.Usage;

import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The TLSA records of one server that SMTP can use (RFC 7672 §3.1).
record TlsaRules(List<TlsaRule> rules) {
    /// Nobody means well with more.
    private static final int MAX_RULES = 100;

    TlsaRules {
        rules = List.copyOf(rules);
    }

    static TlsaRules of(List<Tlsa> records, DaneDigests digests) {
        List<TlsaRule> usable =
                records.stream()
                        .limit(MAX_RULES)
                        .map(record -> TlsaRule.of(record, digests))
                        .flatMap(Optional::stream)
                        .toList();
        return new TlsaRules(
                usable.stream()
                        .filter(rule -> rule.digest().equals(best(rule, usable, digests)))
                        .toList());
    }

    // RFC 7671 §9: of several digests of a usage and selector the best counts; what is no digest
    // always does
    private static Optional<DaneDigests.Digest> best(
            TlsaRule rule, List<TlsaRule> all, DaneDigests digests) {
        if (rule.digest().isEmpty()) {
            return Optional.empty();
        }
        return all.stream()
                .filter(other -> other.usage() == rule.usage() && other.part() == rule.part())
                .map(TlsaRule::digest)
                .flatMap(Optional::stream)
                .min(Comparator.comparingInt(digests::rank));
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    Stream<TlsaRule> of(Usage usage) {
        return rules.stream().filter(rule -> rule.usage() == usage);
    }

    boolean match(Usage usage, X509Certificate certificate) {
        return of(usage).anyMatch(rule -> rule.matches(certificate));
    }
}
