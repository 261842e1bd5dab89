// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.compute.Clock;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.client.Attempts.End;
import org.mailroom.smtp.tlspolicy.PolicyFound;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Carries mail to other servers by SMTP or LMTP: finds them, tries them in turn, sends. Settings
/// are asked for anew for each delivery, so a reload reaches the next one. Safe for use by several
/// threads.
public final class SmtpCourier implements Courier, AutoCloseable {
    private static final String UNIX = "unix:";

    private final Function<String, ClientSettings> settings;
    private final Means means;
    private final LastDialogues dialogues;
    private final ConnectionCache connections = new ConnectionCache(Clock.SYSTEM);
    private final Unreachable unreachable = new Unreachable(System::nanoTime);

    /// @param settings those of a transport
    /// @param dialogues keeps what was said about messages that are deferred
    public SmtpCourier(
            Function<String, ClientSettings> settings, Means means, LastDialogues dialogues) {
        this.settings = settings;
        this.means = means;
        this.dialogues = dialogues;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        Journey journey = Journey.begin(consignment, settings, means.clock());
        var hops = new ArrayList<>(List.of(journey.nexthop()));
        hops.addAll(journey.settings().finding().fallback());
        for (int i = 0; i < hops.size() && !journey.tally().open().isEmpty(); i++) {
            boolean last = i == hops.size() - 1;
            if (go(journey.by(hops.get(i)), last) == End.STOP) {
                break;
            }
        }
        if (!journey.tally().open().isEmpty() && !journey.isProbe()) {
            dialogues.keep(consignment.id(), journey.tally().said());
        }
        return journey.tally().deliveries();
    }

    private End go(Journey journey, boolean last) {
        return switch (journey.settings().tls().policies().find(journey.nexthop())) {
            case PolicyFound.Policy(var policy) -> go(journey, journey.policy(policy), last);
            case PolicyFound.Fault(var reason) -> {
                journey.tally().concludeOpen(Diagnosis.badTlsPolicy(reason), "none");
                yield End.GO_ON;
            }
        };
    }

    private End go(Journey journey, TlsPolicy policy, boolean last) {
        try (var visit = connections.enter(journey.key(policy), journey.settings())) {
            var attempts = new Attempts(journey, means, policy, visit, unreachable);
            End end = attempts.reuse();
            if (end == End.STOP || journey.tally().open().isEmpty()) {
                return end;
            }
            return switch (find(journey.settings(), journey.nexthop())) {
                case TargetFinder.Nowhere(var outcome) -> {
                    Outcome meant =
                            last ? mendable(outcome, journey) : Diagnosis.unlessFallback(outcome);
                    journey.tally().concludeOpen(meant, "none");
                    yield End.GO_ON;
                }
                case TargetFinder.Targets(var targets, var _) -> attempts.run(targets);
            };
        }
    }

    // As in Postfix: a server that main.cf names is a matter of main.cf
    private Outcome mendable(Outcome outcome, Journey journey) {
        ClientSettings.Finding finding = journey.settings().finding();
        boolean isRelayhost = journey.nexthop().equals(finding.relayhost());
        if (!(outcome instanceof Outcome.Failed failed)
                || !(isRelayhost || finding.fallback().contains(journey.nexthop()))) {
            return outcome;
        }
        String fallback =
                journey.settings().protocol() == Protocol.LMTP
                        ? "lmtp_fallback_relay"
                        : "smtp_fallback_relay";
        String parameter = isRelayhost ? "relayhost" : fallback;
        journey.log(means.lines(), "warning: " + parameter + " configuration problem");
        return Diagnosis.badNextHop(failed.text());
    }

    /// One name for all next hops whose mail is brought to the same server first: its address, and
    /// where it has none that was found, the next hop itself. Asks the DNS.
    public String firstServer(Route.ToHosts hop) {
        return switch (find(settings.apply(hop.transport()), hop.nexthop())) {
            case TargetFinder.Nowhere _ -> hop.nexthop();
            // Equals come in random order
            case TargetFinder.Targets(var _, var mostPreferred) ->
                    mostPreferred.stream()
                            .map(Target::place)
                            .min(Comparator.naturalOrder())
                            .orElseThrow();
        };
    }

    private TargetFinder.Found find(ClientSettings now, String nexthop) {
        if (now.protocol() == Protocol.LMTP && nexthop.startsWith(UNIX)) {
            String name = nexthop.substring(UNIX.length());
            var socket =
                    new Target.Unix(now.helloName(), name, now.finding().sockets().resolve(name));
            return new TargetFinder.Targets(List.of(socket), List.of(socket));
        }
        try {
            NextHop hop = NextHop.parse(nexthop, now.protocol(), now.finding().port());
            return new TargetFinder(means, now, unreachable).find(hop);
        } catch (SyntaxException e) {
            return new TargetFinder.Nowhere(Diagnosis.badNextHop("bad next hop: " + nexthop));
        }
    }

    /// Ends the connections that were kept.
    @Override
    public void close() {
        connections.close();
    }
}
