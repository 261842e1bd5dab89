// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.net.InetAddress;

/// Names to records. Blocks; call it on a virtual thread. Safe for use by several threads.
public interface Resolver {

    /// Mail exchangers of a domain, best preference first.
    DnsAnswer<MailExchanger> mx(String domain);

    /// IPv4 and IPv6 addresses of a host.
    DnsAnswer<InetAddress> addresses(String host);

    /// Host names of an address (PTR), not yet confirmed by a forward look-up.
    DnsAnswer<String> names(InetAddress address);

    /// TXT records, each joined to one text.
    DnsAnswer<String> txt(String name);
}
