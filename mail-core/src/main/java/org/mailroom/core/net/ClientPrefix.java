// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.net.InetAddress;
import java.util.Arrays;

/// Who counts as one client: an IPv4 address, or the /64 of an IPv6 address, which one customer has
/// for himself.
public record ClientPrefix(String prefix) {
    private static final int IPV6_PREFIX_OCTETS = 8;

    public static ClientPrefix of(InetAddress address) {
        byte[] octets = address.getAddress();
        int length = Math.min(IPV6_PREFIX_OCTETS, octets.length);
        return new ClientPrefix(Arrays.toString(Arrays.copyOf(octets, length)));
    }
}
