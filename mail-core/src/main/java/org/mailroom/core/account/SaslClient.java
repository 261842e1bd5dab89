// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.net.Wire;
import org.mailroom.core.tls.TlsChannel;
import org.mailroom.core.tls.TlsInfo;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Who wants to log in, as far as the connection shows it. `service` is that of `LoginAttempt`.
public record SaslClient(String service, InetAddress address, Optional<TlsInfo> tls) {

    /// The other end of a wire.
    public static SaslClient of(Wire wire, String service) {
        return new SaslClient(service, wire.peer().remote().getAddress(), wire.tls());
    }

    TlsChannel channel() {
        return tls.map(TlsInfo::channel).orElse(TlsChannel.NONE);
    }

    /// The certificates that it has shown.
    List<X509Certificate> shown() {
        return tls.map(TlsInfo::shown).orElse(List.of());
    }
}
