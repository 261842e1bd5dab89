// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;

import java.util.List;
import java.util.Optional;

/// What a policy has where it does not say it itself.
///
/// @param verify the names for level `verify`; `secure` and `fingerprint` the same for these
public record PolicyDefaults(
        List<String> verify,
        List<String> secure,
        List<String> fingerprint,
        TlsPolicy.Versions versions,
        String serverName,
        Optional<TrustAnchors> anchors) {

    /// Postfix's.
    public static final PolicyDefaults POSTFIX =
            new PolicyDefaults(
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
