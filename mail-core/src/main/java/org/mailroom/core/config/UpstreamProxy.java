// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What stands between clients and a port, as in `smtpd_upstream_proxy_protocol`.
public enum UpstreamProxy {
    NONE,
    /// A proxy that says with the PROXY protocol, version 1 or 2, for whom it stands.
    HAPROXY
}
