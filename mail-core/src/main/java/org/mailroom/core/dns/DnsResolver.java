// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.mailroom.core.config.Network;
import org.mailroom.core.dns.DnsAnswer.NoData;
import org.mailroom.core.dns.DnsAnswer.NoSuchName;
import org.mailroom.core.dns.DnsAnswer.Records;
import org.mailroom.core.dns.DnsAnswer.TryAgain;
import org.mailroom.core.dns.Finding.Kind;
import org.mailroom.core.dns.FindingCache.Question;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Asks name servers, over UDP and where an answer is too long over TCP, follows aliases, and keeps
/// answers as long as they allow. Whether an answer is proven (DNSSEC) is what a trusted name
/// server says: `decisions/0070`. Neither the hosts file nor a search path is looked at: mail
/// domains are complete names. Safe for use by several threads.
public final class DnsResolver implements Resolver, AutoCloseable {
    private static final long MAX_CACHED_OCTETS = 16L << 20;
    private static final int MAX_QUESTIONS = 9;
    // Sharp s, final sigma, the two joiners: IDNA 2003 maps them to others, or to nothing
    private static final String DEVIATING = "\u00df\u1e9e\u03c2\u200c\u200d";

    private final FindingCache cache;
    private final ServersInTurn servers;
    private final ExecutorService threads;
    private final Predicate<String> passedOver;

    public DnsResolver(DnsSettings settings) {
        this(settings, System::nanoTime);
    }

    DnsResolver(DnsSettings settings, LongSupplier nanoTime) {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        servers = new ServersInTurn(settings.orOfTheSystem(), settings, threads);
        cache = new FindingCache(MAX_CACHED_OCTETS, nanoTime);
        passedOver = _ -> false;
    }

    private DnsResolver(DnsResolver whole, Predicate<String> passedOver) {
        threads = whole.threads;
        servers = whole.servers;
        cache = whole.cache;
        this.passedOver = passedOver;
    }

    /// What is known is known to both.
    @Override
    public Resolver without(Predicate<String> others) {
        return new DnsResolver(this, passedOver.or(others));
    }

    /// In the order of preference; among equals as the server gave them, so the caller shuffles.
    @Override
    public DnsAnswer<MailExchanger> mx(String domain) {
        DnsAnswer<MailExchanger> answer =
                ask(
                        domain,
                        Type.MX,
                        MXRecord.class,
                        mx -> new MailExchanger(mx.getPriority(), text(mx.getTarget())));
        return sorted(answer, Comparator.comparingInt(MailExchanger::preference));
    }

    @Override
    public DnsAnswer<ServiceHost> srv(String name) {
        DnsAnswer<ServiceHost> answer =
                ask(
                        name,
                        Type.SRV,
                        SRVRecord.class,
                        srv ->
                                new ServiceHost(
                                        srv.getPriority(),
                                        srv.getWeight(),
                                        srv.getPort(),
                                        text(srv.getTarget())));
        return sorted(answer, Comparator.comparingInt(ServiceHost::priority));
    }

    private static <T> DnsAnswer<T> sorted(DnsAnswer<T> answer, Comparator<T> order) {
        return answer instanceof Records<T>(var records, var provenance)
                ? new Records<>(records.stream().sorted(order).toList(), provenance)
                : answer;
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        CompletableFuture<DnsAnswer<InetAddress>> six =
                CompletableFuture.supplyAsync(() -> addresses(host, Family.IPV6), threads);
        DnsAnswer<InetAddress> four = addresses(host, Family.IPV4);
        return both(six.join(), four);
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, Family family) {
        return switch (family) {
            case IPV4 -> ask(host, Type.A, ARecord.class, ARecord::getAddress);
            case IPV6 -> ask(host, Type.AAAA, AAAARecord.class, AAAARecord::getAddress);
        };
    }

    private static DnsAnswer<InetAddress> both(
            DnsAnswer<InetAddress> six, DnsAnswer<InetAddress> four) {
        if (six instanceof Records<InetAddress>(var sixes, var first)
                && four instanceof Records<InetAddress>(var fours, var second)) {
            return new Records<>(
                    Stream.concat(sixes.stream(), fours.stream()).toList(),
                    new Provenance(first.dnssec().and(second.dnssec()), first.aliasOf()));
        }
        if (six instanceof Records || four instanceof Records) {
            return six instanceof Records ? six : four;
        }
        // Without an address, a server that did not answer may be the one that has it
        return four instanceof TryAgain || six instanceof NoSuchName ? four : six;
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
        return ask(
                ReverseMap.fromAddress(address),
                Type.PTR,
                PTRRecord.class,
                ptr -> text(ptr.getTarget()));
    }

    @Override
    public DnsAnswer<String> nameServers(String zone) {
        return ask(zone, Type.NS, NSRecord.class, ns -> text(ns.getTarget()));
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return ask(name, Type.TXT, TXTRecord.class, DnsResolver::joined);
    }

    @Override
    public DnsAnswer<String> alias(String name) {
        return ask(name, Type.CNAME, CNAMERecord.class, cname -> text(cname.getTarget()));
    }

    // RFC 6698 §3
    @Override
    public DnsAnswer<Tlsa> tlsa(String host, int port) {
        return ask("_" + port + "._tcp." + host, Type.TLSA, TLSARecord.class, DnsResolver::tlsa);
    }

    private static Tlsa tlsa(TLSARecord tlsa) {
        return new Tlsa(
                tlsa.getCertificateUsage(),
                tlsa.getSelector(),
                tlsa.getMatchingType(),
                HexFormat.of().formatHex(tlsa.getCertificateAssociationData()));
    }

    private <R extends org.xbill.DNS.Record, T> DnsAnswer<T> ask(
            String name, int type, Class<R> kind, Function<R, T> value) {
        try {
            return ask(Name.fromString(ascii(name), Name.root), type, kind, value);
        } catch (TextParseException | IllegalArgumentException notAName) {
            return new NoSuchName<>();
        }
    }

    private <R extends org.xbill.DNS.Record, T> DnsAnswer<T> ask(
            Name asked, int type, Class<R> kind, Function<R, T> value) {
        Name name = asked;
        Dnssec dnssec = Dnssec.SECURE;
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            Optional<Finding> found = find(name, type);
            if (found.isEmpty() || found.get().kind() == Kind.LOOP) {
                break;
            }
            Finding finding = found.get();
            dnssec = dnssec.and(finding.dnssec());
            name = finding.name();
            if (finding.kind() != Kind.GO_ON) {
                return answer(finding, new Provenance(dnssec, alias(asked, name)), kind, value);
            }
        }
        return new TryAgain<>("no usable answer for " + asked + " " + Type.string(type));
    }

    private <R extends org.xbill.DNS.Record, T> DnsAnswer<T> answer(
            Finding finding, Provenance provenance, Class<R> kind, Function<R, T> value) {
        return switch (finding.kind()) {
            case NO_SUCH_NAME -> new NoSuchName<>(provenance.dnssec());
            case FOUND ->
                    found(
                            finding.records().stream()
                                    .filter(record -> !passedOver.test(line(record)))
                                    .map(kind::cast)
                                    .map(value)
                                    .toList(),
                            provenance);
            case NO_DATA, GO_ON, LOOP -> new NoData<>(provenance.dnssec());
        };
    }

    private static <T> DnsAnswer<T> found(List<T> records, Provenance provenance) {
        return records.isEmpty()
                ? new NoData<>(provenance.dnssec())
                : new Records<>(records, provenance);
    }

    private static String line(org.xbill.DNS.Record record) {
        String data =
                switch (record) {
                    case TXTRecord txt -> joined(txt);
                    case AAAARecord six -> Network.text(six.getAddress());
                    default -> record.rdataToString();
                };
        return "%s %d IN %s %s"
                .formatted(record.getName(), record.getTTL(), Type.string(record.getType()), data);
    }

    private static Optional<String> alias(Name asked, Name name) {
        return name.equals(asked) ? Optional.empty() : Optional.of(text(name));
    }

    private Optional<Finding> find(Name name, int type) {
        var question = new Question(name, type);
        Optional<Finding> known = cache.get(question);
        return known.isPresent() ? known : askServers(question);
    }

    private Optional<Finding> askServers(Question question) {
        Message query =
                Message.newQuery(
                        org.xbill.DNS.Record.newRecord(
                                question.name(), question.type(), DClass.IN));
        try {
            Optional<Finding> found =
                    servers.ask(query)
                            .map(reply -> Finding.of(reply, question.name(), question.type()));
            found.ifPresent(finding -> cache.put(question, finding));
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    // RFC 5890 §2.3.2.1: the DNS knows A-labels only. A backslash would be an escape to dnsjava.
    private static String ascii(String name) {
        if (name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("backslash in a name");
        }
        // RFC 5894 §7.2: the JDK would make another domain of these letters
        if (name.chars().anyMatch(c -> DEVIATING.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a letter that IDNA 2003 has not");
        }
        boolean isAscii = name.chars().allMatch(c -> c < 128);
        return isAscii ? name : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }

    // RFC 7208 §3.3, RFC 6376 §3.6.2.2: the strings of one record are one text
    private static String joined(TXTRecord txt) {
        var octets = new ByteArrayOutputStream();
        txt.getStringsAsByteArrays().forEach(octets::writeBytes);
        return octets.toString(StandardCharsets.UTF_8);
    }

    /// From now on what is not known already is `TryAgain` at once: the server stops, and waits for
    /// nobody.
    public void hurry() {
        servers.hurry();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
