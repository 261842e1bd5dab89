// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What a client asks the DNS, as in `smtp_dns_support_level`.
public enum DnsSupport {
    /// Nothing: next hops are hosts, which the system knows.
    DISABLED,
    ENABLED,
    /// Whether answers are proven, too.
    DNSSEC
}
