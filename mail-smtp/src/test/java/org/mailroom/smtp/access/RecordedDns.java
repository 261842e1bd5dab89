// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.dns.ServiceHost;
import org.mailroom.core.dns.Tlsa;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The DNS as the tests see it: lines of `name TYPE value`, as in a zone file; an address is the
/// name of its PTR record. Of names that begin with `slow` there is no answer.
///
/// @param asked each name that was asked for
public record RecordedDns(List<String> records, List<String> asked) implements Resolver {

    public static RecordedDns of(String... records) {
        return new RecordedDns(List.of(records), new CopyOnWriteArrayList<>());
    }

    @Override
    public DnsAnswer<MailExchanger> mx(String domain) {
        return answer(domain, values(domain, "MX").map(RecordedDns::exchanger).toList());
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return addresses(host, Family.IPV4);
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, Family family) {
        String type = family == Family.IPV4 ? "A" : "AAAA";
        return answer(host, values(host, type).map(InetAddress::ofLiteral).toList());
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
        String name = address.getHostAddress();
        return answer(name, values(name, "PTR").toList());
    }

    @Override
    public DnsAnswer<String> nameServers(String zone) {
        return answer(zone, values(zone, "NS").toList());
    }

    @Override
    public DnsAnswer<ServiceHost> srv(String name) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<String> alias(String name) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<Tlsa> tlsa(String host, int port) {
        return new DnsAnswer.NoSuchName<>();
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return answer(name, values(name, "TXT").toList());
    }

    @Override
    public Resolver without(Predicate<String> passedOver) {
        return new RecordedDns(
                records.stream()
                        .filter(line -> !passedOver.test(line.replaceFirst(" ", ". 0 IN ")))
                        .toList(),
                asked);
    }

    private static MailExchanger exchanger(String value) {
        String[] parts = value.split(" ", -1);
        int preference = parts.length > 1 ? Integer.parseInt(parts[0]) : 0;
        String host = parts[parts.length - 1];
        return new MailExchanger(preference, host.equals(".") ? "" : host);
    }

    private Stream<String> values(String name, String type) {
        String start = name + " " + type + " ";
        return records.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()));
    }

    private <T> DnsAnswer<T> answer(String name, List<T> found) {
        asked.add(name);
        if (name.startsWith("slow")) {
            return new DnsAnswer.TryAgain<>("timeout");
        }
        if (!found.isEmpty()) {
            return new DnsAnswer.Records<>(found);
        }
        return records.stream().anyMatch(line -> line.startsWith(name + " "))
                ? new DnsAnswer.NoData<>()
                : new DnsAnswer.NoSuchName<>();
    }
}
