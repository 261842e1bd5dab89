// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.dns.DnsAnswer.NoData;
import org.mailroom.core.dns.DnsAnswer.NoSuchName;
import org.mailroom.core.dns.DnsAnswer.Records;
import org.mailroom.core.dns.DnsAnswer.TryAgain;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Asks name servers, over UDP and where an answer is too long over TCP, follows aliases, and keeps
/// answers as long as they allow. Neither the hosts file nor a search path is looked at: mail
/// domains are complete names. Safe for use by several threads.
public final class DnsResolver implements Resolver, AutoCloseable {
    private static final int MAX_CACHED_SETS = 50_000;
    private static final int MAX_TTL_SECONDS = 86_400;
    private static final int MAX_NEGATIVE_TTL_SECONDS = 900;
    private static final int MAX_ALIASES = 8;
    // Sharp s, final sigma, the two joiners: IDNA 2003 maps them to others, or to nothing
    private static final String DEVIATING = "\u00df\u1e9e\u03c2\u200c\u200d";
    // dnsjava looks at its time-outs once a second only
    private static final Duration LATENESS = Duration.ofSeconds(1);

    private final LookupSession session;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration patience;

    public DnsResolver(DnsSettings settings) {
        List<InetSocketAddress> servers =
                settings.servers().isEmpty()
                        ? ResolverConfig.getCurrentConfig().servers()
                        : settings.servers();
        var each = new ArrayList<org.xbill.DNS.Resolver>();
        for (InetSocketAddress server : servers) {
            var one = new SimpleResolver(server);
            one.setTimeout(settings.timeout());
            each.add(one);
        }
        int questions = settings.attempts() * servers.size();
        patience = settings.timeout().plus(LATENESS).multipliedBy(questions + 1L);
        session =
                LookupSession.builder()
                        .resolver(new ServersInTurn(each, settings.attempts()))
                        .cache(cache())
                        .maxRedirects(MAX_ALIASES)
                        .executor(threads)
                        .build();
    }

    private static Cache cache() {
        var cache = new Cache(DClass.IN);
        cache.setMaxEntries(MAX_CACHED_SETS);
        cache.setMaxCache(MAX_TTL_SECONDS);
        cache.setMaxNCache(MAX_NEGATIVE_TTL_SECONDS);
        return cache;
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
        return answer instanceof Records<MailExchanger>(var exchangers)
                ? new Records<>(
                        exchangers.stream()
                                .sorted(Comparator.comparingInt(MailExchanger::preference))
                                .toList())
                : answer;
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
        return answer instanceof Records<ServiceHost>(var hosts)
                ? new Records<>(
                        hosts.stream()
                                .sorted(Comparator.comparingInt(ServiceHost::priority))
                                .toList())
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
        var found = new ArrayList<InetAddress>();
        for (DnsAnswer<InetAddress> answer : List.of(six, four)) {
            if (answer instanceof Records<InetAddress>(var addresses)) {
                found.addAll(addresses);
            }
        }
        if (!found.isEmpty()) {
            return new Records<>(found);
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
    public DnsAnswer<String> txt(String name) {
        return ask(name, Type.TXT, TXTRecord.class, DnsResolver::joined);
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
            Name name, int type, Class<R> kind, Function<R, T> value) {
        try {
            LookupResult result =
                    session.lookupAsync(name, type)
                            .toCompletableFuture()
                            .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            List<T> found =
                    result.getRecords().stream()
                            .filter(kind::isInstance)
                            .map(kind::cast)
                            .map(value)
                            .toList();
            return found.isEmpty() ? new NoData<>() : new Records<>(found);
        } catch (ExecutionException e) {
            return refused(e.getCause(), name, type);
        } catch (TimeoutException e) {
            return new TryAgain<>("no answer for " + asked(name, type));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TryAgain<>("interrupted");
        }
    }

    private static <T> DnsAnswer<T> refused(@Nullable Throwable why, Name name, int type) {
        return switch (why) {
            case NoSuchDomainException _ -> new NoSuchName<>();
            case NoSuchRRSetException _ -> new NoData<>();
            case null, default -> new TryAgain<>("no usable answer for " + asked(name, type));
        };
    }

    private static String asked(Name name, int type) {
        return name + " " + Type.string(type);
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

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
