// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The grammar of host names and address literals (RFC 1035 §2.3.1, RFC 5321 §4.1.3).
public final class Hostname {
    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    private Hostname() {}

    /// Labels of letters, digits, hyphens and underscores, and not an address in disguise.
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || isDottedNumber(name)) {
            return false;
        }
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return List.of(bare.split("\\.", -1)).stream().allMatch(Hostname::isLabel);
    }

    /// A domain as mail can be for: a name, or an address in brackets.
    public static boolean isNameOrLiteral(String domain) {
        return domain.startsWith("[") ? isAddressLiteral(domain) : isValid(domain);
    }

    /// More than one label.
    public static boolean isFullyQualified(String name) {
        int dot = name.indexOf('.');
        return isValid(name) && dot > 0 && dot < name.length() - 1;
    }

    /// `[192.0.2.1]` or `[IPv6:2001:db8::1]`; the address alone too, as many clients write it.
    public static boolean isAddressLiteral(String name) {
        boolean bracketed = name.startsWith("[") && name.endsWith("]");
        String inner = bracketed ? name.substring(1, name.length() - 1) : name;
        boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        String address = six ? inner.substring(5) : inner;
        return (isDottedNumber(address) || address.indexOf(':') >= 0) && isAddress(address);
    }

    /// The address in an address literal, as text.
    public static Optional<String> literal(String name) {
        boolean bracketed = name.startsWith("[") && isAddressLiteral(name);
        return bracketed
                ? Optional.of(name.substring(1, name.length() - 1).replaceFirst("(?i)^IPv6:", ""))
                : Optional.empty();
    }

    /// An address that stands in the place of a name.
    public static Optional<InetAddress> address(String text) {
        return (isDottedNumber(text) || text.indexOf(':') >= 0) && isAddress(text)
                ? Optional.of(InetAddress.ofLiteral(text))
                : Optional.empty();
    }

    private static boolean isAddress(String text) {
        try {
            var _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDottedNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(Hostname::isLabelCharacter);
    }

    private static boolean isLabelCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c > 159;
    }
}
