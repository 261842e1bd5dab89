// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.net.InetAddress;

/// IP addresses as text, IPv6 in its short form (RFC 5952 §4): so they stand in logs and tables.
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    static String of(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? address.getHostAddress() : shortened(octets);
    }

    private static String shortened(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] =
                    Byte.toUnsignedInt(octets[2 * i]) << 8 | Byte.toUnsignedInt(octets[2 * i + 1]);
        }
        int gap = longestGap(groups);
        int gapEnd = endOfGap(groups, gap);
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (gapEnd - gap > 1 && i == gap) {
                text.append("::");
                i = gapEnd - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    // RFC 5952 §4.2.3: the first of the longest
    private static int longestGap(int[] groups) {
        int longest = 0;
        for (int i = 1; i < GROUPS; i++) {
            if (endOfGap(groups, i) - i > endOfGap(groups, longest) - longest) {
                longest = i;
            }
        }
        return longest;
    }

    private static int endOfGap(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end;
    }
}
