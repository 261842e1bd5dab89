// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AddressPreference;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.DnsSupport;
import org.mailroom.core.config.HostLookup;
import org.mailroom.core.config.InsecureExchangerPolicy;
import org.mailroom.core.config.RequireTls;
import org.mailroom.core.config.SaslOption;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;
import org.mailroom.core.route.Route;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Ignored;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.DeliverBy;
import org.mailroom.smtp.client.ClientSettings.Balance;
import org.mailroom.smtp.client.ClientSettings.Content;
import org.mailroom.smtp.client.ClientSettings.Demands;
import org.mailroom.smtp.client.ClientSettings.Discards;
import org.mailroom.smtp.client.ClientSettings.EightBit;
import org.mailroom.smtp.client.ClientSettings.Families;
import org.mailroom.smtp.client.ClientSettings.Finding;
import org.mailroom.smtp.client.ClientSettings.OnDemand;
import org.mailroom.smtp.client.ClientSettings.Origins;
import org.mailroom.smtp.client.ClientSettings.Rate;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.client.ClientSettings.Relaxing;
import org.mailroom.smtp.client.ClientSettings.Reuse;
import org.mailroom.smtp.client.ClientSettings.Services;
import org.mailroom.smtp.client.ClientSettings.Start;
import org.mailroom.smtp.client.ClientSettings.Timeouts;
import org.mailroom.smtp.client.ClientSettings.TlsLog;
import org.mailroom.smtp.client.ClientSettings.Tries;
import org.mailroom.smtp.client.ClientSettings.UnderTls;
import org.mailroom.smtp.sasl.LoginPolicy;
import org.mailroom.smtp.sasl.LoginPolicy.Refusal;
import org.mailroom.smtp.sasl.PasswordMaps;
import org.mailroom.smtp.tlspolicy.CertificateMatch;
import org.mailroom.smtp.tlspolicy.DaneDigests;
import org.mailroom.smtp.tlspolicy.DanePolicies;
import org.mailroom.smtp.tlspolicy.PolicyDefaults;
import org.mailroom.smtp.tlspolicy.Proofs;
import org.mailroom.smtp.tlspolicy.TlsPolicies;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What differs from a plain message for one recipient by way of `[127.0.0.1]`, in lines `given`.
/// `given dns` lines are a zone (`PeerZone`), `given signed` a domain of it that is proven, `given
/// failing` a name that cannot be had; `given readings` is how often the content can be read before
/// our side breaks; `given passwords` are entries of a table, and `options`, `mechanisms`,
/// `refusal`, `bysender`, `dummyauth` how it is used. The port of a next hop is the peer's. `given
/// level`, `given policy` and `given tlsstart` are of TLS, `given trust = yes` trusts the peer's
/// certificate, which is for `localhost`. `given laterpolicy` and `given laterpasswords` are in the
/// tables from the second delivery on. `given notify`, `orcpt`, `envid` and `ret` are what the
/// sender wants to hear. `given demand` is what he says of TLS, `requiretls` and `relaxing` what
/// that means. `given client`, `clientname` and `helo` are where the message came from, and
/// `origins` whether that is told. `given eightbit` is what becomes of content that is not offered
/// to be taken.
record DialogueGiven(List<String> lines) {
    /// The time of the client.
    static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    private static final Pattern GIVEN = Pattern.compile("given (\\w+) = ?(.*)");

    /// A delivery to a server on the loopback.
    ///
    /// @param roots whom `given trust = yes` trusts
    /// @param later whether the first delivery is over
    record Run(int port, List<Path> roots, Consumer<String> log, AtomicBoolean later) {
        Run(int port, List<Path> roots, Consumer<String> log) {
            this(port, roots, log, new AtomicBoolean());
        }
    }

    ClientSettings settings() {
        return settings(new Run(25, List.of(), _ -> {}));
    }

    ClientSettings settings(Run run) {
        Duration patience = Duration.ofMillis(Long.parseLong(given("patience", "10000")));
        var timeouts =
                new Timeouts(
                        patience, patience, patience, patience, patience, patience, patience,
                        patience, patience, patience);
        return new ClientSettings(
                protocol(),
                "client.test",
                tls(run),
                new Finding(
                        Families.ALL,
                        AddressPreference.ANY,
                        Balance.BOTH_FAMILIES,
                        DnsSupport.valueOf(given("dnssupport", "ENABLED")),
                        List.of(HostLookup.valueOf(given("lookup", "DNS"))),
                        25,
                        Services.NONE,
                        given("relayhost", "") + ":" + run.port(),
                        all("fallback").stream().map(hop -> hop + ":" + run.port()).toList(),
                        List.of(),
                        Path.of("/")),
                new Tries(5, 2, RefusedGreeting.valueOf(given("greeting", "NOT_NOW"))),
                timeouts,
                new Content(998, EightBit.valueOf(given("eightbit", "CONVERTED"))),
                new Discards(Set.copyOf(all("discard")), _ -> Set.of()),
                login(run),
                reuse(),
                new Rate(Integer.parseInt(given("rate", "0"))),
                filters(),
                Origins.valueOf(given("origins", "UNTOLD")));
    }

    private Filters filters() {
        Tables tables = Tables.of("hash", Set.of(), _ -> {});
        return new Filters(
                tables.openAll(all("replyfilter")),
                tables.openAll(all("statusfilter")),
                new Ignored(tables.openAll(all("dnsfilter"))));
    }

    private Protocol protocol() {
        return Protocol.valueOf(given("protocol", "SMTP"));
    }

    private Reuse reuse() {
        return new Reuse(
                OnDemand.valueOf(given("ondemand", "NO")),
                _ -> !all("keep").isEmpty(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Integer.parseInt(given("uses", "0")),
                UnderTls.valueOf(given("undertls", "CLOSED")));
    }

    private ClientSettings.Tls tls(Run run) {
        List<Path> roots = all("trust").isEmpty() ? List.of() : run.roots();
        var level = ClientTlsLevel.valueOf(given("level", "MAY"));
        List<LookupTable> maps = changing("policy", "static", run);
        return new ClientSettings.Tls(
                new TlsPolicies(level, PolicyDefaults.POSTFIX, maps, dane().proofs()),
                dane(),
                Start.valueOf(given("tlsstart", "BY_COMMAND")),
                ClientTls.anonymous(),
                new CertificateMatch(TrustedRoots.of(roots), "sha256"),
                new Demands(
                        RequireTls.valueOf(given("requiretls", "ENFORCE")),
                        Relaxing.valueOf(given("relaxing", "OBEYED"))),
                new TlsLog(true, !all("details").isEmpty(), true));
    }

    private DanePolicies.Terms dane() {
        return new DanePolicies.Terms(
                all("dnssupport").contains("DNSSEC") ? Proofs.ASKED : Proofs.UNASKED,
                InsecureExchangerPolicy.valueOf(given("insecuremx", "DANE")),
                DaneDigests.ALL);
    }

    private LoginPolicy login(Run run) {
        Tables tables = Tables.of("hash", Set.of(), _ -> {});
        List<LookupTable> passwords = changing("passwords", "inline", run);
        var bySender =
                new AddressLookup(
                        passwords,
                        new Delimiters("+", Delimiters.ListNames.WHOLE),
                        _ -> Match.NO,
                        MatchList.Reach.DOT_SUBDOMAINS);
        Set<SaslOption> options =
                all("options").stream().map(SaslOption::valueOf).collect(Collectors.toSet());
        List<String> filter = all("mechanisms");
        MatchList mechanisms = MatchList.open(filter, MatchList.Reach.NAME, tables);
        return new LoginPolicy(
                new PasswordMaps(
                        passwords,
                        Optional.of(bySender).filter(_ -> !all("bysender").isEmpty()),
                        ":"),
                new LoginPolicy.Options(options, Set.of(), Set.of()),
                filter.isEmpty() ? _ -> Match.YES : mechanisms::contains,
                Refusal.valueOf(given("refusal", "FOR_NOW")),
                !all("dummyauth").isEmpty());
    }

    /// Tables of which those called `later…` are asked once the first delivery is over.
    private List<LookupTable> changing(String name, String type, Run run) {
        Tables tables = Tables.of("hash", Set.of(), _ -> {});
        var first = new ArrayList<LookupTable>();
        for (String entries : all(name)) {
            LookupTable table = tables.open(type + ":{" + entries + "}");
            first.add(
                    new Changing(
                            table,
                            run.later(),
                            all("later" + name).stream()
                                    .map(later -> tables.open(type + ":{" + later + "}"))
                                    .findFirst()
                                    .orElse(table)));
        }
        return first;
    }

    private record Changing(LookupTable first, AtomicBoolean isLater, LookupTable later)
            implements LookupTable {
        @Override
        public String spec() {
            return first.spec();
        }

        @Override
        public Lookup find(String key) {
            return (isLater.get() ? later : first).find(key);
        }
    }

    boolean isOurs(InetSocketAddress server) {
        return all("ours").contains(server.getAddress().getHostAddress());
    }

    boolean isDebugPeer(String name, InetAddress address) {
        return all("debug_peer_list").contains(address.getHostAddress());
    }

    /// What is delivered to a server on the loopback.
    Consignment consignment(int port) {
        return consignment(recipients(), port);
    }

    private Consignment consignment(List<Recipient> recipients, int port) {
        String hop = given("nexthop", "[127.0.0.1]");
        String nexthop = hop.startsWith("unix:") ? hop : hop + ":" + port;
        String sender = given("sender", "alice@client.test");
        Envelope envelope =
                new Envelope(
                        sender.equals("<>")
                                ? ReversePath.NULL
                                : new ReversePath.Sender(address(sender)),
                        recipients,
                        origin(),
                        Envelope.Body.SEVEN_BIT,
                        Encoding.valueOf(given("encoding", "ASCII")),
                        all("envid").stream().findFirst(),
                        Envelope.Returning.valueOf(given("ret", "UNSAID")),
                        TlsDemand.valueOf(given("demand", "UNSAID")),
                        content().octets() == 0
                                ? Envelope.Purpose.PROBE
                                : Envelope.Purpose.DELIVERY,
                        new Urgency(
                                all("by").stream()
                                        .map(it -> DeliverBy.parse(it).orElseThrow().from(NOW))
                                        .findFirst(),
                                Integer.parseInt(given("priority", "0"))));
        String transport = protocol().name().toLowerCase(Locale.ROOT);
        return new Consignment(
                new QueueId("4c0ffeez1"),
                Instant.EPOCH,
                envelope,
                content(),
                recipients,
                recipients.stream()
                        .map(
                                r ->
                                        (Route)
                                                new Route.ToHosts(
                                                        transport, transport, nexthop, r.address()))
                        .toList(),
                7);
    }

    private Origin origin() {
        String client = given("client", "");
        return client.isEmpty()
                ? Origin.internal()
                : new Origin(
                        given("clientname", "unknown"),
                        client,
                        given("helo", "host.client.test"),
                        "ESMTP",
                        Optional.empty(),
                        Optional.empty());
    }

    List<Recipient> recipients() {
        return Arrays.stream(given("recipients", "bob@example.test").split(" ", -1))
                .map(text -> asked(Recipient.of(address(text))))
                .toList();
    }

    private Recipient asked(Recipient recipient) {
        return new Recipient(
                recipient.address(),
                recipient.original(),
                all("orcpt").stream().findFirst(),
                Notify.parse(given("notify", "")).orElse(Notify.UNSAID));
    }

    private static Address address(String text) {
        int at = text.lastIndexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    private MessageContent content() {
        String text = given("content", "Subject: test\\r\\n\\r\\nHello.\\r\\n");
        String octets = text.replace("\\r", "\r").replace("\\n", "\n");
        MessageContent content = MessageContent.of(octets.getBytes(StandardCharsets.UTF_8));
        return new BreakingContent(
                content, new AtomicInteger(Integer.parseInt(given("readings", "1000"))));
    }

    /// Content that can be read some times only: after that there is a bug.
    private record BreakingContent(MessageContent content, AtomicInteger readingsLeft)
            implements MessageContent {
        @Override
        public long octets() {
            return content.octets();
        }

        @Override
        public InputStream open() throws IOException {
            if (readingsLeft.decrementAndGet() < 0) {
                throw new IllegalStateException("read too often");
            }
            return content.open();
        }
    }

    String given(String name, String otherwise) {
        List<String> values = all(name);
        return values.isEmpty() ? otherwise : values.getFirst();
    }

    List<String> all(String name) {
        return lines.stream()
                .map(GIVEN::matcher)
                .filter(given -> given.matches() && given.group(1).equals(name))
                .map(given -> given.group(2))
                .toList();
    }
}
