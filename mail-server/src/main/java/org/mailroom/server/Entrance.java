// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.UpstreamProxy;
import org.mailroom.core.net.Door;

import java.time.Duration;
import java.util.Optional;

/// A way into the server, of which there may be several doors: one for each address.
///
/// @param name of the service, as in `smtp/inet`
/// @param proxyPatience how long to wait for the word of a proxy, where there is one
/// @param refusal for clients over a limit
record Entrance(
        String name,
        Listening listening,
        Wrapper wrapper,
        Optional<Duration> proxyPatience,
        Door.Limits limits,
        String refusal) {

    /// How long to wait for the word of a proxy at the doors of a service.
    static Optional<Duration> proxyPatience(
            MainCf main, Parameter<UpstreamProxy> protocol, ServiceName service) {
        return main.get(protocol, service) == UpstreamProxy.HAPROXY
                ? Optional.of(main.get(ListenParameters.SMTPD_UPSTREAM_PROXY_TIMEOUT, service))
                : Optional.empty();
    }

    /// Whether a connection begins with a TLS handshake.
    enum Wrapper {
        NONE,
        TLS
    }
}
