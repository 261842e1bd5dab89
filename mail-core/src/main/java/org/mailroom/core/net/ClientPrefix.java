// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.net.InetAddress;
import java.util.Arrays;

/// Who counts as one client: an IPv4 address, or the /64 of an IPv6 address, which one customer has
/// for himself.
public record ClientPrefix(String prefix) {
    private static final int IPV6_PREFIX_BITS = 64;

    public static ClientPrefix of(InetAddress address) {
        return of(address, Integer.SIZE, IPV6_PREFIX_BITS);
    }

    /// The same with other lengths of a prefix, in bits.
    public static ClientPrefix of(InetAddress address, int ipv4Bits, int ipv6Bits) {
        byte[] octets = address.getAddress();
        int bits = octets.length == Integer.BYTES ? ipv4Bits : ipv6Bits;
        byte[] prefix = Arrays.copyOf(octets, (bits + 7) / 8);
        if (bits % 8 > 0) {
            prefix[prefix.length - 1] &= (byte) (0xff << (8 - bits % 8));
        }
        return new ClientPrefix(Arrays.toString(prefix));
    }
}
