// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.tls.TrustedRoots;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Judges the certificate of another server. Safe for use by several threads.
///
/// @param roots the authorities that are trusted
/// @param digest how fingerprints are made, as MessageDigest calls it
public record CertificateMatch(TrustedRoots roots, String digest) {
    private static final Pattern FINGERPRINT =
            Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}");
    private static final Pattern COMMON_NAME =
            Pattern.compile("(?:^|,)CN=([^,\"\\\\]+)", Pattern.CASE_INSENSITIVE);
    // RFC 5280 §4.2.1.6
    private static final int DNS_NAME = 2;

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

    /// The two names that a server is known by.
    public record Names(String host, String nexthop) {}

    /// @throws IllegalArgumentException when there is no such digest
    public CertificateMatch {
        digest = javaName(digest);
        newDigest(digest);
    }

    /// Whether a text is a fingerprint with colons.
    static boolean isFingerprint(String text) {
        return FINGERPRINT.matcher(text).matches();
    }

    /// Judges a chain that begins with the server's own certificate.
    public Verdict judge(List<X509Certificate> chain, TlsPolicy policy, Names names) {
        if (chain.isEmpty()) {
            return Verdict.ANONYMOUS;
        }
        if (policy.dane().isPresent()) {
            return policy.dane().get().judge(chain);
        }
        if (policy.level() == ClientTlsLevel.FINGERPRINT) {
            boolean known = policy.match().stream().anyMatch(f -> isOf(chain.getFirst(), f));
            return known ? Verdict.VERIFIED : Verdict.UNTRUSTED;
        }
        if (!roots.vouchFor(chain)) {
            return Verdict.UNTRUSTED;
        }
        boolean right =
                policy.level().isByCertificate()
                        && namesOf(chain.getFirst())
                                .anyMatch(name -> isOneOf(policy.match(), name, names));
        return right ? Verdict.VERIFIED : Verdict.TRUSTED;
    }

    private boolean isOf(X509Certificate certificate, String fingerprint) {
        String wanted = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
        try {
            return Stream.of(certificate.getEncoded(), certificate.getPublicKey().getEncoded())
                    .map(octets -> HexFormat.of().formatHex(newDigest(digest).digest(octets)))
                    .anyMatch(wanted::equals);
        } catch (GeneralSecurityException e) {
            return false;
        }
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

    private static String javaName(String digest) {
        return digest.toUpperCase(Locale.ROOT).replaceFirst("^SHA-?", "SHA-");
    }

    private static MessageDigest newDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("there is no digest " + name, e);
        }
    }
}
