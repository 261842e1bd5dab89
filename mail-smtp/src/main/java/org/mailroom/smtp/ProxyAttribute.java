// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A fact of a client that a proxy can tell, named as in Postfix's XCLIENT and XFORWARD.
public enum ProxyAttribute {
    NAME(ProxyAttribute::isHostname),
    REVERSE_NAME(ProxyAttribute::isHostname),
    ADDR(value -> address(value).isPresent()),
    PORT(ProxyAttribute::isPort),
    PROTO(value -> value.length() <= 64),
    HELO(_ -> true),
    LOGIN(_ -> true),
    DESTADDR(value -> address(value).isPresent()),
    DESTPORT(ProxyAttribute::isPort),
    /// The queue id that the message had at the proxy.
    IDENT(_ -> true),
    SOURCE(value -> value.equalsIgnoreCase("LOCAL") || value.equalsIgnoreCase("REMOTE"));

    private static final String SIX = "IPV6:";

    // The grammar is a constant
    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<String> grammar;

    ProxyAttribute(Predicate<String> grammar) {
        this.grammar = grammar;
    }

    boolean allows(String value) {
        return grammar.test(value);
    }

    /// An IPv4 address, or an IPv6 address behind `IPV6:`; empty where it is neither.
    static Optional<InetAddress> address(String value) {
        boolean six = value.regionMatches(true, 0, SIX, 0, SIX.length());
        String literal = six ? value.substring(SIX.length()) : value;
        return literal.indexOf('/') < 0 && six == literal.indexOf(':') >= 0
                ? Network.parse(literal).flatMap(Network::address)
                : Optional.empty();
    }

    private static boolean isHostname(String value) {
        return Grammar.HOSTNAME.matcher(value).matches();
    }

    private static boolean isPort(String value) {
        return Grammar.PORT.matcher(value).matches() && Integer.parseInt(value) < 65_536;
    }

    private static final class Grammar {
        static final Pattern HOSTNAME = Pattern.compile("[\\w-]{1,63}(?:\\.[\\w-]{1,63})*\\.?");
        static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    }
}
