// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.core.net.ScriptedPeer;
import org.mailroom.core.net.Transport;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// `debug_peer_list`: the dialogue with a server, line by line, each under the number of the
/// delivery that it belongs to.
class DialogueLogTest {
    private static final List<String> OPENING =
            List.of("S: 220 mx.test", "C: EHLO client.test", "S: 250 mx.test");
    private static final List<String> MAIL =
            List.of(
                    "C: MAIL FROM:<alice@client.test>",
                    "S: 250 ok",
                    "C: RCPT TO:<bob@example.test>",
                    "S: 250 ok",
                    "C: DATA",
                    "S: 354 go",
                    "C… .",
                    "S: 250 taken");
    private static final List<String> RESET = List.of("C: RSET", "S: 250 ok");
    private static final String KEEP = "given keep = yes";

    @TempDir Path folder;

    private final List<String> log = new ArrayList<>();
    private int watchedFrom = 1;
    private long number;

    @Test
    void putsLinesOfAKeptConnectionToTheDeliveryThatHasIt() throws IOException {
        deliver(2, List.of(OPENING, MAIL, RESET, MAIL, List.of(KEEP)));

        assertThat(log)
                .containsExactlyElementsOf(
                        logged(
                                "1 < 220 mx.test",
                                "1 > EHLO client.test",
                                "1 < 250 mx.test",
                                "1",
                                "2 > RSET",
                                "2 < 250 ok",
                                "2"));
    }

    /// Whether a server is watched is asked for each delivery, as the list may have changed.
    @Test
    void followsAKeptConnectionWhereItsServerIsWatchedByNow() throws IOException {
        watchedFrom = 2;

        deliver(2, List.of(OPENING, MAIL, RESET, MAIL, List.of(KEEP)));

        assertThat(log).containsExactlyElementsOf(logged("2 > RSET", "2 < 250 ok", "2"));
    }

    @Test
    void tellsOfALeaveThatIsTakenAtOnce() throws IOException {
        deliver(1, List.of(OPENING, MAIL, List.of("C: QUIT")));

        assertThat(log).endsWith("1 < 250 taken", "1 > QUIT");
    }

    /// That the connection was lost, nobody has said.
    @Test
    void hasNoRemarksOfOurOwn() throws IOException {
        deliver(1, List.of(OPENING, MAIL.subList(0, 1), List.of("close")));

        assertThat(log)
                .containsExactly(
                        "1 < 220 mx.test",
                        "1 > EHLO client.test",
                        "1 < 250 mx.test",
                        "1 > MAIL FROM:<alice@client.test>");
    }

    @Test
    void hasNoPassword() throws IOException {
        deliver(
                1,
                List.of(
                        List.of(
                                "given passwords = 127.0.0.1=user:secret",
                                "given mechanisms = LOGIN",
                                "S: 220 mx.test",
                                "C: EHLO client.test",
                                "S: 250-mx.test",
                                "S: 250 AUTH LOGIN",
                                "C: AUTH LOGIN",
                                "S: 334 VXNlcm5hbWU6",
                                "C: dXNlcg==",
                                "S: 334 UGFzc3dvcmQ6",
                                "C: c2VjcmV0",
                                "S: 235 2.7.0 in"),
                        MAIL));

        assertThat(log)
                .startsWith(
                        "1 < 220 mx.test",
                        "1 > EHLO client.test",
                        "1 < 250-mx.test",
                        "1 < 250 AUTH LOGIN",
                        "1 > AUTH LOGIN ***",
                        "1 < 334 VXNlcm5hbWU6",
                        "1 > ***",
                        "1 < 334 UGFzc3dvcmQ6",
                        "1 > ***",
                        "1 < 235 2.7.0 in",
                        "1 > MAIL FROM:<alice@client.test>");
    }

    @Test
    void hasNoPasswordThatGoesWithItsCommand() throws IOException {
        deliver(
                1,
                List.of(
                        List.of(
                                "given passwords = 127.0.0.1=user:secret",
                                "S: 220 mx.test",
                                "C: EHLO client.test",
                                "S: 250-mx.test",
                                "S: 250 AUTH PLAIN",
                                "C: AUTH PLAIN AHVzZXIAc2VjcmV0",
                                "S: 235 2.7.0 in"),
                        MAIL));

        assertThat(log).contains("1 > AUTH PLAIN ***").noneMatch(it -> it.contains("AHVz"));
    }

    /// A number alone stands for all of `MAIL`.
    private static List<String> logged(String... lines) {
        return Stream.of(lines)
                .flatMap(line -> line.length() > 1 ? Stream.of(line) : mail(line))
                .toList();
    }

    private static Stream<String> mail(String number) {
        return MAIL.stream()
                .filter(line -> !line.startsWith("C…"))
                .map(line -> line.replace("C: ", "> ").replace("S: ", "< "))
                .map(line -> number + " " + line);
    }

    private void deliver(int times, List<List<String>> parts) throws IOException {
        List<String> lines = parts.stream().flatMap(List::stream).toList();
        var script = new DialogueGiven(lines);
        try (var peer = new ScriptedPeer(lines, folder);
                var dns = RecordedDns.of();
                var resolver = new DnsResolver(dns.settings());
                var transport = new Transport();
                var computing = new ComputeThreads(1)) {
            int port = peer.address().getPort();
            String server = "127.0.0.1[127.0.0.1]:" + port + ": ";
            var means =
                    new Means(
                            resolver,
                            transport,
                            computing,
                            new Random(1),
                            InstantSource.system(),
                            _ -> false,
                            (_, of, text) -> log.add(of + " " + text.replace(server, "")),
                            (_, _) -> number >= watchedFrom,
                            (_, _, _) -> {});
            var settings = script.settings(new DialogueGiven.Run(port, List.of(), _ -> {}));
            try (var courier = new SmtpCourier(_ -> settings, means, new LastDialogues())) {
                for (number = 1; number <= times; number++) {
                    courier.deliver(numbered(script.consignment(port)));
                }
            }
        }
    }

    private Consignment numbered(Consignment other) {
        return new Consignment(
                other.id(),
                other.arrived(),
                other.envelope(),
                other.content(),
                other.recipients(),
                other.routes(),
                number);
    }
}
