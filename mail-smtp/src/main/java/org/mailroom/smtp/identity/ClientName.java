// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Resolver;
import org.mailroom.smtp.ProxyAttribute;
import org.mailroom.smtp.ProxyAttributes;

import java.net.InetAddress;
import java.util.Locale;

/// What the DNS calls a client: `confirmed` is the name that leads back to the address, `reverse`
/// the name that the address claims. Each is `unknown` where there is none.
public record ClientName(String confirmed, Finding confirmedBy, String reverse, Finding reverseBy) {
    public static final String UNKNOWN = "unknown";

    /// How a look-up went.
    public enum Finding {
        FOUND,
        NONE,
        /// The DNS did not answer: it may the next time.
        UNSURE
    }

    /// For a client whose name was not asked for.
    public static final ClientName NOT_ASKED =
            new ClientName(UNKNOWN, Finding.NONE, UNKNOWN, Finding.NONE);

    private static final ClientName LOCALHOST =
            new ClientName("localhost", Finding.FOUND, "localhost", Finding.FOUND);

    /// Asks the DNS. Blocks.
    public static ClientName of(InetAddress address, Resolver resolver) {
        if (address.isLoopbackAddress()) {
            return LOCALHOST;
        }
        return switch (resolver.names(address)) {
            case DnsAnswer.Records<String>(var names, _) ->
                    names.stream()
                            .filter(Hostname::isValid)
                            .findFirst()
                            .map(name -> confirm(name, address, resolver))
                            .orElse(NOT_ASKED);
            case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ -> NOT_ASKED;
            case DnsAnswer.TryAgain<String> _ ->
                    new ClientName(UNKNOWN, Finding.UNSURE, UNKNOWN, Finding.UNSURE);
        };
    }

    /// As a proxy tells it; what it does not name stays. A name that is confirmed is the reverse
    /// one too, where the proxy knows of no other.
    ClientName behind(ProxyAttributes proxy) {
        String name = proxy.text(ProxyAttribute.NAME, confirmed, UNKNOWN);
        Finding by = proxy.of(ProxyAttribute.NAME).map(ClientName::finding).orElse(confirmedBy);
        boolean isKnown =
                proxy.of(ProxyAttribute.NAME)
                        .filter(ProxyAttributes.Known.class::isInstance)
                        .isPresent();
        return new ClientName(
                name,
                by,
                proxy.text(ProxyAttribute.REVERSE_NAME, isKnown ? name : reverse, UNKNOWN),
                proxy.of(ProxyAttribute.REVERSE_NAME)
                        .map(ClientName::finding)
                        .orElse(isKnown ? by : reverseBy));
    }

    private static Finding finding(ProxyAttributes.Value value) {
        return switch (value) {
            case ProxyAttributes.Known _ -> Finding.FOUND;
            case ProxyAttributes.Unavailable() -> Finding.NONE;
            case ProxyAttributes.NotNow() -> Finding.UNSURE;
        };
    }

    private static ClientName confirm(String claimed, InetAddress address, Resolver resolver) {
        String name = claimed.toLowerCase(Locale.ROOT);
        return switch (resolver.addresses(name, Resolver.Family.of(address))) {
            case DnsAnswer.Records<InetAddress>(var found, _) when found.contains(address) ->
                    new ClientName(name, Finding.FOUND, name, Finding.FOUND);
            case DnsAnswer.TryAgain<InetAddress> _ ->
                    new ClientName(UNKNOWN, Finding.UNSURE, name, Finding.FOUND);
            case DnsAnswer.Records<InetAddress> _,
                    DnsAnswer.NoData<InetAddress> _,
                    DnsAnswer.NoSuchName<InetAddress> _ ->
                    new ClientName(UNKNOWN, Finding.NONE, name, Finding.FOUND);
        };
    }
}
