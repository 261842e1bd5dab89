// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.UpstreamProxy;
import org.mailroom.core.net.Door;

import java.util.List;
import java.util.Optional;

/// A way into the server, of which there may be several doors: one for each address.
///
/// @param name of the service, as in `smtp/inet`
/// @param proxies in front of it, where there are any
/// @param refusal for clients over a limit
record Entrance(
        String name,
        Listening listening,
        Wrapper wrapper,
        Optional<Door.Proxies> proxies,
        Door.Limits limits,
        String refusal) {

    /// The proxies in front of a service.
    static Optional<Door.Proxies> proxies(
            MainCf main, Parameter<UpstreamProxy> protocol, ServiceName service) {
        if (main.get(protocol, service) != UpstreamProxy.HAPROXY) {
            return Optional.empty();
        }
        List<Network> trusted = main.get(ListenParameters.HAPROXY_TRUSTED_NETWORKS, service);
        return Optional.of(
                new Door.Proxies(
                        address -> trusted.stream().anyMatch(block -> block.contains(address)),
                        main.get(ListenParameters.SMTPD_UPSTREAM_PROXY_TIMEOUT, service)));
    }

    /// Whether a connection begins with a TLS handshake.
    enum Wrapper {
        NONE,
        TLS
    }
}
