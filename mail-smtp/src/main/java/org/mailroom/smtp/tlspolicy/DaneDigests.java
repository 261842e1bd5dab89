// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ConfigException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The digests that TLSA records may have, the best one first (`tls_dane_digests`).
public record DaneDigests(List<Digest> inOrder) {
    // RFC 6698 §2.1.3, and their registry has no others
    private static final Map<String, Digest> KNOWN =
            Map.of(
                    "sha256", new Digest(1, "SHA-256", 32),
                    "sha512", new Digest(2, "SHA-512", 64));

    /// As Postfix has it: `sha512 sha256`.
    public static final DaneDigests ALL = parse(List.of("sha512", "sha256"));

    /// @param algorithm as MessageDigest calls it
    record Digest(int matchingType, String algorithm, int octets) {}

    public DaneDigests {
        inOrder = List.copyOf(inOrder);
    }

    /// Reads `sha512` or `sha512=2`, several of them.
    ///
    /// @throws ConfigException when something is no digest that TLSA records have
    public static DaneDigests parse(List<String> words) {
        var digests = new ArrayList<Digest>();
        for (String word : words) {
            String[] parts = word.toLowerCase(Locale.ROOT).split("=", 2);
            Digest digest = KNOWN.get(parts[0]);
            if (digest == null
                    || (parts.length == 2
                            && !parts[1].equals(Integer.toString(digest.matchingType())))) {
                throw new ConfigException(
                        "\"%s\" is no digest of TLSA records: expected sha512 or sha256"
                                .formatted(word));
            }
            digests.add(digest);
        }
        return new DaneDigests(digests);
    }

    Optional<Digest> of(int matchingType) {
        return inOrder.stream().filter(d -> d.matchingType() == matchingType).findFirst();
    }

    /// Less is better.
    int rank(Digest digest) {
        return IntStream.range(0, inOrder.size())
                .filter(i -> inOrder.get(i).equals(digest))
                .findFirst()
                .orElse(inOrder.size());
    }
}
