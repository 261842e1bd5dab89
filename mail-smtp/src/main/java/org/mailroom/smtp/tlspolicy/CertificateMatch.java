// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.message.Printable;
import org.mailroom.core.tls.Fingerprints;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.identity.CertificateNames;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges the certificate of another server. Safe for use by several threads.
///
/// @param roots the authorities that are trusted
/// @param digest how fingerprints are made, as MessageDigest calls it
public record CertificateMatch(TrustedRoots roots, String digest) {
    private static final Pattern COMMON_NAME =
            Pattern.compile("(?:^|,)CN=([^,\"\\\\]+)", Pattern.CASE_INSENSITIVE);
    // RFC 5280 §4.2.1.6
    private static final int DNS_NAME = 2;

    private static final int SHOWN_NAMES = 5;
    private static final int SHOWN_CHARS = 200;

    /// What is known of the other server, in the words of Postfix's log.
    public enum Verdict {
        /// It showed no certificate.
        ANONYMOUS,
        UNTRUSTED,
        /// A trusted authority made its certificate, for whomever.
        TRUSTED,
        /// It is who the DNS says it is, but not all that the DNS says is proven.
        MATCHED,
        /// It is who it has to be.
        VERIFIED;

        /// The word for it in the log.
        public String label() {
            return switch (this) {
                case ANONYMOUS -> "Anonymous";
                case UNTRUSTED -> "Untrusted";
                case TRUSTED, MATCHED -> "Trusted";
                case VERIFIED -> "Verified";
            };
        }

        /// Whether the certificate is the one that the policy wants.
        public boolean isRight() {
            return this == MATCHED || this == VERIFIED;
        }
    }

    /// What is known of a server, and where that is too little, what is wrong with its certificate.
    public record Judgement(Verdict verdict, String fault) {
        static final Judgement NO_CERTIFICATE =
                new Judgement(Verdict.ANONYMOUS, "no certificate was shown");

        private static Judgement of(Verdict verdict, X509Certificate certificate) {
            return switch (verdict) {
                case ANONYMOUS -> NO_CERTIFICATE;
                case UNTRUSTED -> new Judgement(verdict, "not trusted by local or TLSA policy");
                case TRUSTED ->
                        new Judgement(
                                verdict,
                                "server certificate names do not match: " + shown(certificate));
                case MATCHED, VERIFIED -> new Judgement(verdict, "");
            };
        }

        // The other server chooses how many there are, and how long
        private static String shown(X509Certificate certificate) {
            String names =
                    namesOf(certificate).limit(SHOWN_NAMES).collect(Collectors.joining(", "));
            String cut = names.substring(0, Math.min(names.length(), SHOWN_CHARS));
            return Printable.of(cut.isEmpty() ? "none" : cut);
        }
    }

    /// The two names that a server is known by.
    public record Names(String host, String nexthop) {}

    /// @throws IllegalArgumentException when there is no such digest
    public CertificateMatch {
        digest = new Fingerprints(digest).digest();
    }

    /// Judges a chain that begins with the server's own certificate.
    public Judgement judge(List<X509Certificate> chain, TlsPolicy policy, Names names) {
        if (chain.isEmpty()) {
            return Judgement.NO_CERTIFICATE;
        }
        X509Certificate own = chain.getFirst();
        if (policy.dane().isPresent()) {
            return Judgement.of(policy.dane().get().judge(chain), own);
        }
        if (policy.level() == ClientTlsLevel.FINGERPRINT) {
            return byFingerprint(own, policy.match());
        }
        Optional<String> refusal =
                policy.anchors().isPresent()
                        ? policy.anchors().get().refusal(chain)
                        : roots.refusal(chain);
        if (refusal.isPresent()) {
            return new Judgement(Verdict.UNTRUSTED, Printable.of(refusal.get()));
        }
        boolean right =
                policy.level().isByCertificate()
                        && namesOf(own).anyMatch(name -> isOneOf(policy.match(), name, names));
        return Judgement.of(right ? Verdict.VERIFIED : Verdict.TRUSTED, own);
    }

    /// A certificate as the log has it.
    public String line(X509Certificate certificate) {
        return CertificateNames.line(certificate, new Fingerprints(digest).of(certificate));
    }

    private Judgement byFingerprint(X509Certificate certificate, List<String> wanted) {
        List<String> own = new Fingerprints(digest).of(certificate);
        if (own.isEmpty()) {
            return new Judgement(Verdict.UNTRUSTED, "unreadable certificate");
        }
        return wanted.stream().anyMatch(it -> own.stream().anyMatch(known -> isSame(it, known)))
                ? new Judgement(Verdict.VERIFIED, "")
                : new Judgement(
                        Verdict.UNTRUSTED,
                        "its fingerprint is %s, that of its public key %s"
                                .formatted(own.getFirst(), own.getLast()));
    }

    private static boolean isSame(String wanted, String fingerprint) {
        return wanted.replace(":", "").equalsIgnoreCase(fingerprint.replace(":", ""));
    }

    // RFC 6125 §6.4.4: the common name where there is no other
    private static Stream<String> namesOf(X509Certificate certificate) {
        List<String> alternatives = alternatives(certificate);
        if (!alternatives.isEmpty()) {
            return alternatives.stream();
        }
        Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        return name.find() ? Stream.of(name.group(1)) : Stream.empty();
    }

    private static List<String> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Objects.equals(name.get(0), DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    /// Whether a certificate is for one of these hosts.
    static boolean isForOneOf(X509Certificate certificate, List<String> hosts) {
        return namesOf(certificate)
                .map(CertificateMatch::lower)
                .anyMatch(name -> hosts.stream().anyMatch(host -> isFor(name, lower(host))));
    }

    private static boolean isOneOf(List<String> wanted, String name, Names names) {
        return wanted.stream()
                .map(
                        word ->
                                switch (word) {
                                    case "hostname" -> names.host();
                                    case "nexthop" -> names.nexthop();
                                    case "dot-nexthop" -> "." + names.nexthop();
                                    default -> word;
                                })
                .anyMatch(domain -> isFor(name.toLowerCase(Locale.ROOT), lower(domain)));
    }

    private static String lower(String domain) {
        return domain.toLowerCase(Locale.ROOT);
    }

    /// Whether a name in a certificate is for a domain; for `.domain` it is one below that.
    private static boolean isFor(String name, String domain) {
        if (domain.startsWith(".")) {
            return name.length() > domain.length() && name.endsWith(domain);
        }
        // RFC 6125 §6.4.3: a wildcard stands for one label, the first
        int dot = domain.indexOf('.');
        return name.equals(domain)
                || (name.startsWith("*.")
                        && dot > 0
                        && name.substring(1).equals(domain.substring(dot)));
    }
}
