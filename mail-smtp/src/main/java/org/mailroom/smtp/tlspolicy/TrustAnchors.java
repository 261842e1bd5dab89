// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.smtp.tlspolicy.TlsaRule.Part;
import org.mailroom.smtp.tlspolicy.TlsaRule.Usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates or public keys of authorities that alone vouch for a server, in the place of all
/// others (`smtp_tls_trust_anchor_file`). They need not be roots. As rules they are what TLSA
/// records have.
public record TrustAnchors(List<TlsaRule> rules) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    public TrustAnchors {
        rules = List.copyOf(rules);
    }

    /// Reads files in PEM form.
    ///
    /// @throws ConfigException when one cannot be read, or has something else or nothing
    public static TrustAnchors of(List<Path> files) {
        var rules = new ArrayList<TlsaRule>();
        files.forEach(file -> rules.addAll(read(file)));
        return new TrustAnchors(rules);
    }

    private static List<TlsaRule> read(Path file) {
        try {
            Matcher parts = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            List<TlsaRule> rules =
                    parts.results().map(part -> rule(file, part.group(1), part.group(2))).toList();
            if (rules.isEmpty()) {
                throw unreadable(file);
            }
            return rules;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + FileFault.reason(e));
        }
    }

    private static TlsaRule rule(Path file, String kind, String text) {
        Part part =
                switch (kind) {
                    case "CERTIFICATE" -> Part.CERTIFICATE;
                    case "PUBLIC KEY" -> Part.PUBLIC_KEY;
                    default -> throw unreadable(file);
                };
        try {
            String data = HexFormat.of().formatHex(Base64.getMimeDecoder().decode(text));
            var rule = new TlsaRule(Usage.AUTHORITY, part, Optional.empty(), data);
            if (!rule.isReadable()) {
                throw unreadable(file);
            }
            return rule;
        } catch (IllegalArgumentException e) {
            throw unreadable(file);
        }
    }

    private static ConfigException unreadable(Path file) {
        return new ConfigException(
                "%s: expected CERTIFICATE or PUBLIC KEY in PEM form".formatted(file));
    }

    /// Why none of them vouches for the first of these certificates.
    Optional<String> refusal(List<X509Certificate> chain) {
        return new AuthorityPath(chain, new TlsaRules(rules)).isThere()
                ? Optional.empty()
                : Optional.of("no trust anchor vouches for it");
    }
}
