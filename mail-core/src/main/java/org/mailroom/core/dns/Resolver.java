// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.function.Predicate;

/// Names to records. Blocks; call it on a virtual thread. Safe for use by several threads.
public interface Resolver {

    /// A kind of addresses.
    enum Family {
        IPV4,
        IPV6;

        public static Family of(InetAddress address) {
            return address instanceof Inet4Address ? IPV4 : IPV6;
        }
    }

    /// Mail exchangers of a domain, best preference first.
    DnsAnswer<MailExchanger> mx(String domain);

    /// IPv4 and IPv6 addresses of a host. Where one family has no answer, those of the other.
    DnsAnswer<InetAddress> addresses(String host);

    /// Addresses of one family.
    DnsAnswer<InetAddress> addresses(String host, Family family);

    /// Name servers of a zone, by the name of its top (NS).
    DnsAnswer<String> nameServers(String zone);

    /// Host names of an address (PTR), not yet confirmed by a forward look-up.
    DnsAnswer<String> names(InetAddress address);

    /// Hosts of a service, by a name such as `_submission._tcp.example.org`, best priority first.
    DnsAnswer<ServiceHost> srv(String name);

    /// What a name is an alias of (CNAME), the first step.
    DnsAnswer<String> alias(String name);

    /// TLSA records of a service over TCP, as `_PORT._tcp.HOST` has them.
    DnsAnswer<Tlsa> tlsa(String host, int port);

    /// TXT records, each joined to one text.
    DnsAnswer<String> txt(String name);

    /// The same without some records, which are shown to that rule as `example.org. 300 IN MX 10
    /// mail.example.org.`; where none is left, there is no data.
    Resolver without(Predicate<String> passedOver);
}
