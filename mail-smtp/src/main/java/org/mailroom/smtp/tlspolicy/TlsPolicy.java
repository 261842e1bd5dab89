// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.dns.Dnssec;

import java.util.List;
import java.util.Optional;

/// How connections to one next hop are protected, or those to one of its servers.
///
/// @param match the names or fingerprints of which the certificate must have one
/// @param serverName whom the other server is asked for: `hostname`, `nexthop`, or a name
/// @param anchors who alone is trusted, where that is said
/// @param dane what the DNS wants of a server, where the level is `dane` and it does
public record TlsPolicy(
        ClientTlsLevel level,
        List<String> match,
        Versions versions,
        String serverName,
        Optional<TrustAnchors> anchors,
        Optional<Dane> dane) {

    /// The versions of TLS that may be used.
    ///
    /// @param optional where TLS is not mandatory; `mandatory` where it is
    public record Versions(List<String> optional, List<String> mandatory) {
        public Versions {
            optional = List.copyOf(optional);
            mandatory = List.copyOf(mandatory);
        }
    }

    public TlsPolicy {
        match = List.copyOf(match);
    }

    /// As it is configured.
    public TlsPolicy(
            ClientTlsLevel level,
            List<String> match,
            Versions versions,
            String serverName,
            Optional<TrustAnchors> anchors) {
        this(level, match, versions, serverName, anchors, Optional.empty());
    }

    /// The same, or one by which a trusted authority must have made the certificate for the host.
    /// What the DNS decides stays until it has.
    public TlsPolicy verified() {
        return isByCertificate() || isOfDns()
                ? this
                : new TlsPolicy(
                        ClientTlsLevel.VERIFY, List.of("hostname"), versions, serverName, anchors);
    }

    /// The same with TLS where the other server can, or without any.
    public TlsPolicy relaxed() {
        return level == ClientTlsLevel.NONE ? this : at(ClientTlsLevel.MAY);
    }

    /// The same at another level.
    public TlsPolicy at(ClientTlsLevel other) {
        return new TlsPolicy(other, match, versions, serverName, anchors);
    }

    /// The same for a server of which the DNS says this.
    TlsPolicy with(Dane records) {
        return new TlsPolicy(level, match, versions, serverName, anchors, Optional.of(records));
    }

    /// Whether mail waits where there is no TLS.
    public boolean isMandatory() {
        return level.isMandatory() || dane.isPresent();
    }

    /// Whether mail waits where the certificate is not the right one.
    public boolean isByCertificate() {
        return level.isByCertificate() || dane.isPresent();
    }

    /// Whether there is a policy for each server, which the DNS has.
    public boolean isOfDns() {
        return level == ClientTlsLevel.DANE || level == ClientTlsLevel.DANE_ONLY;
    }

    /// The versions of TLS that may be used.
    public List<String> protocols() {
        return isMandatory() ? versions.mandatory() : versions.optional();
    }

    /// The word for it in the log.
    public String label() {
        return dane.map(Dane::exchanger).filter(Dnssec.INSECURE::equals).isPresent()
                ? "half-dane"
                : level.label();
    }

    /// The name in the handshake.
    public String serverName(String host, String nexthop) {
        // RFC 7672 §8.1
        return dane.map(Dane::base).orElseGet(() -> asConfigured(host, nexthop));
    }

    private String asConfigured(String host, String nexthop) {
        return switch (serverName) {
            case "", "hostname" -> host;
            case "nexthop" -> nexthop;
            default -> serverName;
        };
    }
}
