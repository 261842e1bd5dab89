// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.delivery.Courier.Connection;
import org.mailroom.core.delivery.Courier.Telling;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.smtp.client.ClientSettings.Start;
import org.mailroom.smtp.client.Encryption.Wish;
import org.mailroom.smtp.client.Session.Terms;
import org.mailroom.smtp.tlspolicy.DanePolicies;
import org.mailroom.smtp.tlspolicy.PolicyFound;
import org.mailroom.smtp.tlspolicy.TlsPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One delivery on its way from server to server of one next hop, until each recipient has an
/// outcome or there is nobody left to ask. On the thread of the delivery.
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private static final Set<String> CHUNKING = Set.of("CHUNKING");

    private final Journey journey;
    private final Tally tally;
    private final ClientSettings settings;
    private final Means means;
    private final TlsPolicy policy;
    private final ConnectionCache.Visit visit;
    private final Unreachable unreachable;
    private int sessions;

    /// A server that was asked has offered CHUNKING and does not know it.
    private boolean chunkRefused;

    /// The recipients that a server would not take in the session that asked it.
    private List<Integer> left = List.of();

    Attempts(
            Journey journey,
            Means means,
            TlsPolicy policy,
            ConnectionCache.Visit visit,
            Unreachable unreachable) {
        this.journey = journey;
        this.tally = journey.tally();
        this.settings = journey.settings();
        this.means = means;
        this.policy = policy;
        this.visit = visit;
        this.unreachable = unreachable;
    }

    /// How an attempt ended.
    enum End {
        /// Others may be asked for those recipients that are still open.
        GO_ON,
        /// The same server may be tried without TLS.
        TLS_FAILED,
        /// Nobody else is asked in this delivery: the message may have arrived, or something is
        /// wrong here, or the server stops.
        STOP
    }

    /// Tries a session that another delivery has left.
    End reuse() {
        // By such a policy a session may be less than verified, as the DNS has it
        if (policy.isOfDns() && journey.enforcesTls()) {
            return End.GO_ON;
        }
        Optional<Session> session = visit.take(this::suits);
        if (session.isEmpty() || !isReset(session.get())) {
            return End.GO_ON;
        }
        return guarded(session.get().target(), session.get().dialogue(), () -> send(session.get()));
    }

    // The passwords may have changed since it was opened
    private boolean suits(Session session) {
        return session.terms().login().equals(journey.login(session.target()));
    }

    /// Whether a session that was kept can be used: what was before is forgotten.
    private boolean isReset(Session session) {
        Said said = session.dialogue().said();
        said.restart();
        said.follow(follower(session.target()));
        try {
            if (session.dialogue().ask("RSET", Phase.RSET).isPositive()) {
                return true;
            }
        } catch (WireClosedException | SyntaxException unusable) {
            LOG.debug("{} cannot be used again: {}", session.target(), unusable.getMessage());
        }
        session.end();
        return false;
    }

    End run(List<? extends Target> targets) {
        for (Target target : targets) {
            End end = askOne(target);
            if (end == End.STOP || tally.open().isEmpty() || isTired()) {
                return end;
            }
        }
        return End.GO_ON;
    }

    /// Asks one server, in another session again where one was not enough.
    private End askOne(Target target) {
        left = List.of();
        boolean again = true;
        End end = End.GO_ON;
        while (again) {
            int before = sessions;
            boolean refusedBefore = chunkRefused;
            end = attempt(target);
            boolean isOver = end == End.STOP || sessions == before;
            again = !isOver && (!left.isEmpty() || (chunkRefused && !refusedBefore));
        }
        return end;
    }

    private boolean mayGoInClear(TlsPolicy its) {
        return !its.isMandatory() && settings.tls().start() == Start.BY_COMMAND;
    }

    private boolean isTired() {
        int limit = settings.tries().sessions();
        return limit > 0 && sessions >= limit;
    }

    private End attempt(Target target) {
        return switch (policyFor(target)) {
            case PolicyFound.Policy(var its) -> {
                End end = attempt(target, its, Wish.BY_POLICY);
                yield end == End.TLS_FAILED && mayGoInClear(its)
                        ? attempt(target, its, Wish.IN_CLEAR)
                        : end;
            }
            case PolicyFound.Fault(var reason) -> {
                warn(target, reason);
                tally.over(connection(1, policy.label() + "?"));
                tally.concludeOpen(Diagnosis.noDane(reason), "none");
                yield End.GO_ON;
            }
        };
    }

    private PolicyFound policyFor(Target target) {
        if (!policy.isOfDns()) {
            return new PolicyFound.Policy(policy);
        }
        PolicyFound found =
                switch (target) {
                    case Target.Inet(var host, _, var port, var road) ->
                            new DanePolicies(
                                            means.resolver()
                                                    .without(settings.filters().passedOver()),
                                            settings.tls().dane())
                                    .at(policy, host, port, road);
                    case Target.Unix _ -> DanePolicies.withoutDns(policy);
                };
        return found instanceof PolicyFound.Policy(var its)
                ? new PolicyFound.Policy(journey.policy(its))
                : found;
    }

    private void warn(Target target, String reason) {
        String text =
                "warning: TLS policy lookup for %s/%s: %s"
                        .formatted(journey.nexthop(), target.host(), reason);
        journey.log(means.lines(), text);
    }

    private End attempt(Target target, TlsPolicy its, Wish wish) {
        var encryption = new Encryption(journey, means, target, its, wish);
        tally.over(connection(1, encryption.status()));
        Dialogue dialogue;
        try {
            dialogue = new Dialogue(connect(target), settings, follower(target));
        } catch (IOException e) {
            tally.concludeOpen(Diagnosis.cannotConnect(target, e), "none");
            return End.GO_ON;
        } catch (WireClosedException e) {
            tally.concludeOpen(Diagnosis.broken(target, Phase.GREETING, e.reason()), "none");
            return End.STOP;
        }
        return guarded(target, dialogue, () -> converse(dialogue, target, encryption));
    }

    private Said.Follower follower(Target target) {
        return target instanceof Target.Inet inet
                        && means.debugPeers().test(inet.host(), inet.address())
                ? new DialogueLog(journey, means.lines(), inet)
                : Said.Follower.NOBODY;
    }

    private Wire connect(Target target) throws IOException {
        return switch (target) {
            case Target.Inet inet -> connect(inet);
            case Target.Unix unix ->
                    means.transport()
                            .connect(
                                    UnixDomainSocketAddress.of(unix.path()),
                                    settings.timeouts().connect());
        };
    }

    private Wire connect(Target.Inet inet) throws IOException {
        InetSocketAddress address = inet.socketAddress();
        try {
            Duration patience = settings.timeouts().connect();
            Wire wire = means.transport().connect(address, from(inet.address()), patience);
            unreachable.reached(address);
            return wire;
        } catch (IOException e) {
            unreachable.failed(address);
            throw e;
        }
    }

    private Optional<InetAddress> from(InetAddress to) {
        boolean four = to instanceof Inet4Address;
        return settings.finding().from().stream()
                .filter(a -> a instanceof Inet4Address == four)
                .findFirst();
    }

    /// A conversation, which throws when something goes wrong. Answers the session that others may
    /// have after it.
    private interface Conversation {
        Optional<Session> run() throws IOException;
    }

    /// A bug ends the delivery, but does not undo what earlier servers have taken.
    private End guarded(Target target, Dialogue dialogue, Conversation conversation) {
        Optional<Session> usable = Optional.empty();
        try {
            usable = conversation.run();
            return End.GO_ON;
        } catch (WireClosedException e) {
            dialogue.said().remark(Diagnosis.broken(target, dialogue.phase(), e.reason()).text());
            tally.concludeUntold(
                    Diagnosis.broken(target, dialogue.phase(), e.reason()), target.toString());
            dialogue.close();
            return end(dialogue, e.reason());
        } catch (SyntaxException e) {
            dialogue.said().breach();
            tally.concludeOpen(
                    Diagnosis.notSmtp(target, String.valueOf(e.getMessage())), target.toString());
            dialogue.close();
            return end(dialogue, WireClosedException.Reason.LOST);
        } catch (IOException e) {
            tally.concludeOpen(Diagnosis.unreadable(), "none");
            dialogue.close();
            return End.STOP;
        } catch (RuntimeException e) {
            LOG.error("delivery to {} failed", target, e);
            tally.concludeOpen(Diagnosis.internalError(), "none");
            dialogue.close();
            return End.STOP;
        } finally {
            heard(target, dialogue.said());
            usable.ifPresent(this::handOver);
        }
    }

    private void heard(Target target, Said said) {
        tally.heard(target.toString(), said.lines());
        if (said.isBreached()) {
            ReversePath sender = journey.consignment().envelope().sender();
            means.breaches().tell(target.toString(), sender, said.lines());
        }
    }

    /// Leaves a session to others, who may have it at once: nobody here looks at it any more.
    private void handOver(Session session) {
        try {
            visit.leave(session);
        } catch (RuntimeException e) {
            LOG.error("the connection to {} cannot be left", session.target(), e);
            session.dialogue().close();
        }
    }

    private Optional<Session> converse(Dialogue dialogue, Target target, Encryption encryption)
            throws IOException {
        var opening = new Opening(dialogue, target, journey, means, encryption);
        Opening.Result result = opening.open();
        tally.over(connection(1, encryption.status()));
        return switch (result) {
            case Opening.Refused(var outcome) -> {
                Outcome meant =
                        journey.enforcesTls() ? Diagnosis.whereTlsIsRequired(outcome) : outcome;
                tally.concludeOpen(meant, target.toString());
                dialogue.quit();
                dialogue.close();
                yield Optional.empty();
            }
            case Opening.Open(var features) -> {
                Features usable = chunkRefused ? features.without(CHUNKING) : features;
                var terms = new Terms(usable, encryption.status(), opening.login());
                yield send(new Session(dialogue, target, terms));
            }
        };
    }

    private Optional<Session> send(Session session) throws IOException {
        sessions++;
        tally.opened();
        tally.over(connection(session.uses(), session.terms().tls()));
        List<List<Integer>> messages =
                session.terms()
                        .features()
                        .limits()
                        .messages(
                                left.isEmpty() ? tally.open() : left,
                                journey.consignment().recipients());
        left = List.of();
        for (int i = 0; i < messages.size() && left.isEmpty(); i++) {
            if (i > 0 && !mayGoOn(session)) {
                leave(messages.subList(i, messages.size()), session.target());
            } else {
                send(session, messages.get(i));
            }
        }
        return Optional.of(session);
    }

    private void send(Session session, List<Integer> recipients) throws IOException {
        session.beginMail();
        var transaction = new MailTransaction(session, journey, recipients);
        transaction.run();
        chunkRefused |= transaction.isChunkRefused();
    }

    private static boolean mayGoOn(Session session) {
        return session.takesMore()
                && session.dialogue().ask("RSET", Phase.RSET).isPositive()
                && session.takesMore();
    }

    private void leave(List<List<Integer>> messages, Target target) {
        List<Integer> all = messages.stream().flatMap(List::stream).toList();
        Outcome outcome = Diagnosis.takesNoMore(target);
        all.forEach(recipient -> tally.conclude(recipient, outcome, target.toString()));
        // A session that does not know chunks has left its own recipients as well
        left = chunkRefused ? tally.open() : all;
    }

    private Connection connection(int uses, String status) {
        String told = settings.tls().log().status() ? status : "";
        return new Connection(uses, told, Telling.OURS);
    }

    private static End end(Dialogue dialogue, WireClosedException.Reason reason) {
        return switch (reason) {
            case TLS -> End.TLS_FAILED;
            case CLOSED_HERE -> End.STOP;
            case LOST, TIMEOUT -> dialogue.phase() == Phase.END_OF_DATA ? End.STOP : End.GO_ON;
        };
    }
}
