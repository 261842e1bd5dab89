// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.dns.Resolver;

import java.net.InetAddress;

/// The DNS as the tests see it: nothing exists.
final class RecordedDns implements Resolver {
    @Override
    public DnsAnswer<MailExchanger> mx(String domain) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return new DnsAnswer.NoSuchName<>();
    }
}
