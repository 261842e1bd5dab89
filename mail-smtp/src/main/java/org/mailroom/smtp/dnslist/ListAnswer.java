// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.dnslist;

import org.mailroom.core.config.Network;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Resolver;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/// What a list of the DNS says of a name in it (RFC 5782).
public sealed interface ListAnswer {

    /// The entry is there, with these addresses.
    record Entries(List<InetAddress> addresses) implements ListAnswer {
        public Entries {
            addresses = List.copyOf(addresses);
        }
    }

    record NoEntry() implements ListAnswer {}

    /// The list does not answer, or answers that it was asked wrongly.
    record Failed(String why) implements ListAnswer {}

    /// Asks a list. Blocks.
    ///
    /// @param query what is in the list, such as a reversed address
    static ListAnswer of(String query, String zone, Resolver resolver) {
        String name = query + "." + zone;
        // RFC 5782 §2.1: an A record, whatever the client's family
        return switch (resolver.addresses(name, Resolver.Family.IPV4)) {
            case DnsAnswer.Records<InetAddress>(var answers, _)
                    when answers.stream().anyMatch(AnswerFilter::isError) ->
                    new Failed(zone + " answers with an error: it does not serve this resolver");
            // RFC 5782 §2.1, §6: the domain of a list that has ended may be anybody's
            case DnsAnswer.Records<InetAddress>(var answers, _)
                    when !answers.stream().allMatch(InetAddress::isLoopbackAddress) ->
                    new Failed(zone + " is no list: it answers " + text(answers));
            case DnsAnswer.Records<InetAddress>(var answers, _) -> new Entries(answers);
            case DnsAnswer.TryAgain<InetAddress>(var reason) ->
                    new Failed(name + ": RBL lookup error: " + reason);
            case DnsAnswer.NoData<InetAddress> _, DnsAnswer.NoSuchName<InetAddress> _ ->
                    new NoEntry();
        };
    }

    private static String text(List<InetAddress> addresses) {
        return addresses.stream().map(Network::text).collect(Collectors.joining(", "));
    }

    /// How an address is looked up.
    // RFC 5782 §2.1, §2.4: octets, or half octets, from the last to the first
    static String reversed(InetAddress address) {
        byte[] octets = address.getAddress();
        var text = new StringBuilder(64);
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = Byte.toUnsignedInt(octets[i]);
            if (octets.length == 4) {
                text.append(octet).append('.');
            } else {
                text.append(Integer.toHexString(octet & 15)).append('.');
                text.append(Integer.toHexString(octet >> 4)).append('.');
            }
        }
        return text.substring(0, text.length() - 1);
    }
}
