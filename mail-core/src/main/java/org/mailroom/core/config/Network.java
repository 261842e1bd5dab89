// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// A block of IP addresses, `10.0.0.0/8` or `2001:db8::/32`; an address alone is a block of one. An
/// IPv6 address may stand in brackets, with the length behind them.
///
/// @param bits the address as a number, whose bits behind the prefix are zero
/// @param prefix how many leading bits count
/// @param width 32 or 128
public record Network(BigInteger bits, int prefix, int width) {
    // RFC 4291 §2.5.5.2: ::ffff:0:0/96
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

    /// Whether a list element is meant as a network, not as a name, a file or a table.
    public static boolean isMeant(String text) {
        if (text.startsWith("/") || text.isEmpty()) {
            return false;
        }
        if (text.startsWith("[")) {
            return true;
        }
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean four = address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        boolean six =
                address.indexOf(':') != address.lastIndexOf(':')
                        && address.chars().allMatch(c -> c == '.' || c == ':' || isHex(c));
        return four || six;
    }

    /// Empty where it is none, or where bits behind the prefix are set. An IPv4 address that is
    /// written as an IPv6 one, as in `[::ffff:127.0.0.0]/104`, stays what it is written as: no
    /// client has one, since they are all seen as IPv4.
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<Network> host = host(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return host;
        }
        String length = text.substring(slash + 1);
        boolean digits = !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || length.length() > 3) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(length);
        return host.filter(one -> prefix <= one.width && one.of(prefix).bits.equals(one.bits))
                .map(one -> one.of(prefix));
    }

    private static Optional<Network> host(String text) {
        return address(text)
                .map(
                        address ->
                                address instanceof Inet4Address && text.indexOf(':') >= 0
                                        ? new Network(of(address).bits.or(MAPPED), 128, 128)
                                        : of(address));
    }

    /// The block of one address.
    public static Network of(InetAddress address) {
        int width = address instanceof Inet4Address ? 32 : 128;
        return new Network(new BigInteger(1, address.getAddress()), width, width);
    }

    /// The block of that size around this one's first address.
    Network of(int length) {
        int rest = width - length;
        return new Network(bits.shiftRight(rest).shiftLeft(rest), length, width);
    }

    public boolean contains(InetAddress address) {
        Network host = of(address);
        return host.width == width && host.of(prefix).bits.equals(bits);
    }

    /// Its one address; empty where it is more than one.
    public Optional<InetAddress> address() {
        return prefix == width ? Optional.of(first()) : Optional.empty();
    }

    /// `127.0.0.0/8`, or `[::1]/128` as `main.cf` wants it.
    @Override
    public String toString() {
        InetAddress first = first();
        String mapped = width == 128 && first instanceof Inet4Address ? "::ffff:" : "";
        String literal = mapped + text(first);
        return (width == 32 ? literal : "[" + literal + "]") + "/" + prefix;
    }

    /// An address as it is written in tables and logs, `192.0.2.1` or `2001:db8::1`.
    public static String text(InetAddress address) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        return compressed(zone < 0 ? literal : literal.substring(0, zone));
    }

    private InetAddress first() {
        byte[] octets = new byte[width / 8];
        byte[] number = bits.toByteArray();
        int length = Math.min(number.length, octets.length);
        System.arraycopy(number, number.length - length, octets, octets.length - length, length);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + width + " bits", e);
        }
    }

    // RFC 5952 §4.2: the longest run of zeros is written as two colons
    private static String compressed(String literal) {
        for (String zeros = "0:0:0:0:0:0:0:0"; zeros.length() > 1; zeros = zeros.substring(2)) {
            int at = (":" + literal + ":").indexOf(":" + zeros + ":");
            if (at >= 0) {
                String before = literal.substring(0, Math.max(0, at - 1));
                int end = at + zeros.length();
                String after = end < literal.length() ? literal.substring(end + 1) : "";
                return before + "::" + after;
            }
        }
        return literal;
    }

    // Only literals: a name would ask the DNS
    private static Optional<InetAddress> address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String literal = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean four = literal.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        boolean six =
                literal.indexOf(':') >= 0
                        && literal.chars().allMatch(c -> c == '.' || c == ':' || isHex(c));
        if (!four && !six) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
