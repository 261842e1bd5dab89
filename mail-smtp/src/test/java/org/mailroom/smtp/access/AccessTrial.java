// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.account.LoginAttempt;
import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.ScramHash;
import org.mailroom.core.account.ScramTerms;
import org.mailroom.core.address.PathParser;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.net.Peer;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ClientCertificates;
import org.mailroom.core.tls.Fingerprints;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.access.AccessPolicy.AlwaysChecked;
import org.mailroom.smtp.access.AccessPolicy.Told;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Request.Pace;
import org.mailroom.smtp.dnslist.ListAnswers;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.identity.Login;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.policy.PolicySettings;
import org.mailroom.smtp.verify.Standing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A request and the rules that judge it, for tests that change a thing or two of them.
final class AccessTrial implements AccessNotes {
    static final String ACCEPTED = "accepted";
    static final String PRINTABLE =
            IntStream.range(' ', 127).mapToObj(Character::toString).collect(Collectors.joining());

    private static final RecordedDns DNS =
            RecordedDns.of(
                    "192.0.2.1 PTR client.test",
                    "client.test A 192.0.2.1",
                    "192.0.2.2 PTR liar.test",
                    "liar.test A 192.0.2.99",
                    "192.0.2.3 PTR slow.test",
                    "mail.test MX mx.mail.test",
                    "null.test MX .",
                    "mx.mail.test A 198.51.100.7",
                    "mail.test NS ns.host.test",
                    "ns.host.test A 203.0.113.5",
                    "sub.mail.test MX mx.slow.test",
                    "backup.test MX 10 first.test",
                    "backup.test MX 20 example.org",
                    "first.test A 198.51.100.9",
                    "own.test MX 10 example.org",
                    "own.test MX 20 first.test",
                    "1.2.0.192.wl.test A 127.0.5.2",
                    "client.test.rhswl.test A 127.0.0.2",
                    "bare.test A 192.0.2.50",
                    "textonly.test TXT nothing else",
                    "1.2.0.192.rbl.test A 127.0.0.2",
                    "1.2.0.192.rbl.test TXT listed since Monday",
                    "1.2.0.192.policy.test A 127.0.0.10",
                    "1.2.0.192.error.test A 127.255.255.254",
                    "1.2.0.192.parked.test A 198.51.100.80",
                    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.rbl.test A"
                            + " 127.0.0.2",
                    "client.test.rhsbl.test A 127.0.0.2",
                    "liar.test.rhsbl.test A 127.0.0.2",
                    "mail.test.rhsbl.test A 127.0.0.2",
                    "helo.test.rhsbl.test A 127.0.0.2");
    private static final SmallRouter ROUTER =
            new SmallRouter(Set.of("example.org"), Set.of("relay.test"));

    // the rules
    final Map<Stage, String> lists = new EnumMap<>(Stage.class);
    final Map<String, String> classes = new HashMap<>();
    final Map<RejectCode, Integer> codes = new EnumMap<>(RejectCode.class);
    Set<AlwaysChecked> alwaysChecked = Set.of();
    Optional<String> loginMaps = Optional.empty();
    Set<String> accounts = Set.of("demo");
    Delimiters delimiters = new Delimiters("+", Delimiters.ListNames.WHOLE);
    boolean accountsAreThere = true;
    String nullSenderKey = "<>";
    Set<String> loggedPermits = Set.of();
    String rblReply = RblReplies.USUAL;
    List<String> rblReplyMaps = List.of();
    Predicate<InetAddress> mxBackup = _ -> true;
    Tempfail tempfail = Tempfail.DEFER_IF_PERMIT;
    Unverified unverified = Unverified.DEFAULT;
    Standing standing = Standing.DELIVERABLE;
    Told told = Told.AT_RECIPIENT;
    List<Path> roots = List.of();
    List<String> relayCertificates = List.of();

    // the request
    String address = "192.0.2.1";
    Greeting greeting = new Greeting.Ehlo("helo.test");
    Optional<Login> login = Optional.empty();
    Optional<TlsInfo> tls = Optional.empty();
    String sender = "<a@mail.test>";
    String recipient = "<demo@example.org>";
    int recipients = 1;
    final AtomicLong nanoTime = new AtomicLong();
    Pace pace = Pace.PROPER;

    private final ListAnswers dnsLists = new ListAnswers(DNS, nanoTime::get);

    // what was seen
    final List<String> notes = new ArrayList<>();
    final List<MessageOrder> orders = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();

    AccessTrial() {
        lists.put(Stage.RELAY, "permit_mynetworks, reject_unauth_destination");
    }

    /// Judges RCPT by these `smtpd_recipient_restrictions`.
    String recipient(String restrictions) {
        lists.put(Stage.RECIPIENT, restrictions);
        return judge();
    }

    /// How often the DNS was asked for a name.
    static long asked(String name) {
        return DNS.asked().stream().filter(name::equals).count();
    }

    String judge() {
        return judge(Moment.RCPT);
    }

    String judge(Moment moment) {
        var client =
                new Client(
                        new Peer(
                                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000),
                                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.25"), 25)),
                        0,
                        ClientName.of(InetAddress.ofLiteral(address), DNS),
                        greeting,
                        tls,
                        login);
        var request =
                new Request(
                        moment,
                        client,
                        Optional.of(PathParser.reversePath(sender, PathParser.Mode.SMTPUTF8)),
                        Optional.of(PathParser.forwardPath(recipient, PathParser.Mode.SMTPUTF8)),
                        recipients,
                        pace,
                        new MessageFacts("1.1", 1000, moment == Moment.END_OF_DATA ? "Q" : ""),
                        Optional.empty(),
                        moment == Moment.ETRN ? Optional.of("relay.test") : Optional.empty());
        return switch (policy().judge(request, this)) {
            case Verdict.Accept(var asked, _) -> {
                orders.addAll(asked);
                yield ACCEPTED;
            }
            case Verdict.Discard() -> "discarded";
            case Verdict.Refuse(var reply, _) -> reply.toString();
        };
    }

    AccessPolicy policy() {
        var tables = Tables.of("hash", Set.of(), _ -> {});
        var services = new PolicyServices(PolicySettings.DEFAULT, Path.of("/"));
        var parser = new RestrictionParser(tables::open, classes, services, warnings::add);
        Optional<LookupTable> maps = loginMaps.map(tables::open);
        var context =
                new AccessContext(
                        ROUTER,
                        DNS,
                        dnsLists,
                        client -> client.equals(InetAddress.ofLiteral("192.0.2.77")),
                        InetAddress::isLoopbackAddress,
                        new SenderLogins(maps, ROUTER, new Accounts(), delimiters),
                        new CertificateRights(
                                new ClientCertificates(
                                        TrustedRoots.of(roots), 9, new Fingerprints("sha256")),
                                tables.openAll(relayCertificates)),
                        new AccessSettings(
                                "example.org",
                                delimiters,
                                MatchList.Reach.SUBDOMAINS,
                                nullSenderKey,
                                loggedPermits::contains,
                                new RblReplies(
                                        rblReply,
                                        rblReplyMaps.stream().map(tables::open).toList(),
                                        PRINTABLE),
                                mxBackup,
                                address -> address.localPart().equals("double-bounce"),
                                unverified,
                                unverified,
                                tempfail,
                                tempfail,
                                codes),
                        _ -> standing,
                        (_, _, _) -> Duration.ZERO,
                        parser,
                        pauses::add);
        Map<Stage, RestrictionList> parsed = new EnumMap<>(Stage.class);
        lists.forEach((stage, text) -> parsed.put(stage, parser.parse(stage, text)));
        return new AccessPolicy(parsed, alwaysChecked, told, context);
    }

    @Override
    public void remark(String kind, Request request, String text) {
        notes.add(kind + ": " + text);
    }

    @Override
    public void warning(String text) {
        notes.add("warning: " + text);
    }

    private final class Accounts implements Authenticator {
        @Override
        public LoginVerdict login(LoginAttempt attempt) {
            return new LoginVerdict.Rejected();
        }

        @Override
        public Match knows(String name) {
            if (!accountsAreThere) {
                return new Match.Unsure("no answer");
            }
            return accounts.contains(name) ? Match.YES : Match.NO;
        }

        @Override
        public Set<ScramHash> scram() {
            return Set.of();
        }

        @Override
        public ScramTerms terms(String user, ScramHash hash) {
            return new ScramTerms("", 1);
        }

        @Override
        public Optional<String> ownerOf(List<X509Certificate> shown) {
            return Optional.empty();
        }
    }
}
