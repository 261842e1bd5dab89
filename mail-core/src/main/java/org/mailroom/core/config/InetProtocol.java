// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// A version of IP, as in `inet_protocols`.
public enum InetProtocol {
    ALL,
    IPV4,
    IPV6
}
