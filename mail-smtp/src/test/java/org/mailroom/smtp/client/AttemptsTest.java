// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.compute.Clock;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.core.net.ScriptedPeer;
import org.mailroom.core.net.Transport;
import org.mailroom.smtp.client.ClientSettings.OnDemand;
import org.mailroom.smtp.client.ClientSettings.Reuse;
import org.mailroom.smtp.client.ClientSettings.UnderTls;
import org.mailroom.smtp.tlspolicy.PolicyFound;
import org.mailroom.smtp.tlspolicy.Road;
import org.mailroom.smtp.tlspolicy.TlsPolicies;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

class AttemptsTest {
    private static final List<String> PLAIN =
            List.of(
                    "S: 220 mx.test",
                    "C: EHLO client.test",
                    "S: 250 mx.test",
                    "C: MAIL FROM:<alice@client.test>",
                    "S: 250 ok",
                    "C: RCPT TO:<bob@example.test>",
                    "S: 250 ok",
                    "C: DATA",
                    "S: 354 go",
                    "C… .",
                    "S: 250 taken");

    @TempDir Path folder;

    /// Who takes a session clears what was said in it.
    @Test
    void hasHeardAllBeforeOthersMayHaveTheSession() throws IOException {
        var script = new DialogueGiven(PLAIN);
        ClientSettings usual = script.settings();
        var tally = new Tally(1, usual.filters(), System::nanoTime);
        var heardBefore = new ArrayList<String>();
        ClientSettings settings = keeping(usual, _ -> heardBefore.addAll(tally.said()));

        try (var peer = new ScriptedPeer(PLAIN, folder)) {
            InetSocketAddress address = peer.address();
            Consignment consignment = script.consignment(address.getPort());
            run(
                    new Journey(
                            consignment,
                            "smtp",
                            "smtp",
                            "[127.0.0.1]:" + address.getPort(),
                            settings,
                            tally,
                            InstantSource.system(),
                            new WholeLoad(consignment.content(), settings.content())),
                    new Target.Inet(
                            "127.0.0.1", address.getAddress(), address.getPort(), Road.PLAIN));
        }

        assertThat(heardBefore).endsWith("S: 250 taken");
    }

    private static ClientSettings keeping(ClientSettings other, Predicate<String> always) {
        return new ClientSettings(
                other.protocol(),
                other.helloName(),
                other.tls(),
                other.finding(),
                other.tries(),
                other.timeouts(),
                other.content(),
                other.discards(),
                other.login(),
                new Reuse(
                        OnDemand.NO,
                        always,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        0,
                        UnderTls.CLOSED),
                other.rate(),
                other.filters(),
                other.origins());
    }

    private static void run(Journey journey, Target target) {
        TlsPolicies policies = journey.settings().tls().policies();
        TlsPolicy policy = ((PolicyFound.Policy) policies.find(journey.nexthop())).policy();
        try (var dns = RecordedDns.of();
                var resolver = new DnsResolver(dns.settings());
                var transport = new Transport();
                var computing = new ComputeThreads(1);
                var connections = new ConnectionCache(Clock.SYSTEM);
                var visit = connections.enter(journey.key(policy), journey.settings())) {
            var means =
                    new Means(
                            resolver,
                            transport,
                            computing,
                            new Random(1),
                            InstantSource.system(),
                            _ -> false,
                            (_, _, _) -> {},
                            (_, _) -> false,
                            (_, _, _) -> {});
            var unreachable = new Unreachable(System::nanoTime);
            new Attempts(journey, means, policy, visit, unreachable).run(List.of(target));
        }
    }
}
