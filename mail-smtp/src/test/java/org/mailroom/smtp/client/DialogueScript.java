// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.net.ScriptedPeer;
import org.mailroom.core.net.Transport;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.tls.SelfMadeCertificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// One delivery to a scripted server, and what is to come of it. Steps are those of `ScriptedPeer`,
/// what is sent is told by `DialogueGiven`. `then RECIPIENT = sent|deferred|bounced STATUS TEXT` is
/// an outcome, `*` in it stands for anything; `then log` is in the log, `then tls` is what it tells
/// of TLS with an outcome. Of `given deliveries` one after the other the last one's outcome is
/// told; `then use` is the number of deliveries over its connection, `then telling` who tells the
/// sender of success, `then deadline` whether the server knows of the deadline.
record DialogueScript(List<String> lines) {
    private static final Pattern THEN = Pattern.compile("then (\\S+) = (.*)");
    private static final List<String> NO_RECIPIENT =
            List.of("log", "tls", "use", "telling", "deadline");

    static DialogueScript read(Path file) throws IOException {
        return new DialogueScript(Files.readAllLines(file));
    }

    void play(Path folder) throws IOException {
        try (var peer = new ScriptedPeer(lines, folder)) {
            var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
            var log = new ArrayList<String>();
            var run =
                    new DialogueGiven.Run(
                            peer.address().getPort(), List.of(certificate.chain()), log::add);
            List<Delivery> deliveries = deliver(run);
            assertThat(told(given().recipients(), deliveries))
                    .zipSatisfy(thens(), DialogueScript::matches);
            thensOf("log").forEach(line -> assertThat(log).anySatisfy(it -> matches(it, line)));
            thensOf("tls").forEach(status -> assertThat(tlsOf(deliveries)).contains(status));
            thensOf("telling")
                    .forEach(
                            who ->
                                    assertThat(deliveries.getFirst().connection().telling())
                                            .hasToString(who));
            thensOf("deadline")
                    .forEach(
                            use ->
                                    assertThat(deliveries.getFirst().connection().deadline())
                                            .hasToString(use));
            thensOf("use")
                    .forEach(
                            use ->
                                    assertThat(deliveries.getFirst().connection().use())
                                            .isEqualTo(Integer.parseInt(use)));
        }
    }

    /// The delivery alone, to some server on the loopback.
    List<Delivery> deliverTo(int port) {
        return deliver(new DialogueGiven.Run(port, List.of(), _ -> {}));
    }

    /// The delivery, and those before it.
    private List<Delivery> deliver(DialogueGiven.Run run) {
        DialogueGiven given = given();
        ClientSettings settings = given.settings(run);
        try (var dns = PeerZone.of(given.all("dns"), run.port(), run.roots());
                var resolver = new DnsResolver(dns.settings());
                var transport = new Transport();
                var computing = new ComputeThreads(1)) {
            String port = Integer.toString(run.port());
            given.all("failing").forEach(name -> dns.failing(name.replace("PORT", port)));
            given.all("signed").forEach(dns::signed);
            var means =
                    new Means(
                            resolver,
                            transport,
                            computing,
                            new Random(1),
                            () -> DialogueGiven.NOW,
                            given::isOurs,
                            (_, _, text) -> run.log().accept(text),
                            given::isDebugPeer,
                            (server, _, said) ->
                                    run.log().accept("breach of " + server + ": " + said));
            try (var courier = new SmtpCourier(_ -> settings, means, new LastDialogues())) {
                List<Delivery> deliveries = List.of();
                for (int left = Integer.parseInt(given.given("deliveries", "1"));
                        left > 0;
                        left--) {
                    deliveries = courier.deliver(given.consignment(run.port()));
                    run.later().set(true);
                }
                return deliveries;
            }
        }
    }

    private DialogueGiven given() {
        return new DialogueGiven(lines);
    }

    private static List<String> tlsOf(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.connection().tls()).toList();
    }

    private static void matches(String told, String then) {
        String regex =
                Arrays.stream(then.split("\\*", -1))
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + ".*" + b)
                        .orElse("");
        assertThat(told).matches(regex);
    }

    private static List<String> told(List<Recipient> recipients, List<Delivery> deliveries) {
        var told = new ArrayList<String>();
        for (int i = 0; i < recipients.size(); i++) {
            Outcome outcome = deliveries.get(i).outcome();
            String word =
                    switch (outcome) {
                        case Outcome.Delivered _ -> "sent";
                        case Outcome.Deferred _ -> "deferred";
                        case Outcome.Failed _ -> "bounced";
                    };
            told.add(
                    "%s = %s %s %s"
                            .formatted(
                                    recipients.get(i).address(),
                                    word,
                                    outcome.status(),
                                    outcome.text()));
        }
        return told;
    }

    private List<String> thens() {
        return lines.stream()
                .map(THEN::matcher)
                .filter(then -> then.matches() && !NO_RECIPIENT.contains(then.group(1)))
                .map(then -> then.group(1) + " = " + then.group(2))
                .toList();
    }

    private List<String> thensOf(String name) {
        return lines.stream()
                .map(THEN::matcher)
                .filter(then -> then.matches() && then.group(1).equals(name))
                .map(then -> then.group(2))
                .toList();
    }
}
