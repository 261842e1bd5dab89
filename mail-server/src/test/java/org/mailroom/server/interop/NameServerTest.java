// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.DnsSettings;
import org.mailroom.core.dns.Dnssec;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.dns.Provenance;
import org.mailroom.core.net.ScriptedPeer;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Zones of a real name server: NSD on a free loopback port. Needs the package `nsd`.
@Tag("interop")
class NameServerTest {
    @RegisterExtension final TestServer server = new TestServer();
    private Nsd nsd;

    @BeforeEach
    void startNameServer() throws Exception {
        nsd = Nsd.start(server.folder(), Map.of("test", zone()));
    }

    @AfterEach
    void stopNameServer() {
        nsd.close();
    }

    @Test
    void answersAsTheZoneSays() {
        try (var resolver = new DnsResolver(settings())) {
            assertThat(resolver.mx("example.test"))
                    .isEqualTo(
                            new DnsAnswer.Records<>(
                                    List.of(
                                            new MailExchanger(10, "mx1.example.test"),
                                            new MailExchanger(20, "mx2.example.test"))));
            assertThat(resolver.mx("null.test"))
                    .isEqualTo(new DnsAnswer.Records<>(List.of(new MailExchanger(0, ""))));
            assertThat(resolver.mx("nowhere.test")).isInstanceOf(DnsAnswer.NoSuchName.class);
            assertThat(resolver.mx("mx1.example.test")).isInstanceOf(DnsAnswer.NoData.class);
            assertThat(resolver.addresses("alias.test"))
                    .isEqualTo(
                            new DnsAnswer.Records<>(
                                    List.of(InetAddress.ofLiteral("127.0.0.1")),
                                    new Provenance(
                                            Dnssec.INSECURE, Optional.of("mx2.example.test"))));
        }
    }

    @Test
    void asksAgainByTcpWhereAnAnswerIsLarge() {
        try (var resolver = new DnsResolver(settings())) {
            List<MailExchanger> found =
                    resolver.mx("large.test")
                                    instanceof DnsAnswer.Records<MailExchanger>(var all, _)
                            ? all
                            : List.of();

            assertThat(found).hasSize(200);
        }
    }

    @Test
    void sendsMailToTheExchangersInTheirOrder() throws Exception {
        List<String> script =
                """
                S: 220 mx2.example.test
                C: EHLO mail.example.org
                S: 250-mx2.example.test
                S: 250 8BITMIME
                C: MAIL FROM:<u0@example.org> BODY=8BITMIME
                S: 250 ok
                C: RCPT TO:<bob@example.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C… .
                S: 250 taken
                """
                        .lines()
                        .toList();
        try (var peer = new ScriptedPeer(script, server.folder())) {
            server.restart(
                    """
                    default_transport = smtp
                    dns_servers = 127.0.0.1:%d
                    smtp_tcp_port = %d
                    """
                            .formatted(nsd.address().getPort(), peer.address().getPort()));

            submit("bob@example.test");
            submit("bob@null.test");

            awaitLog("relay=mx2.example.test[127.0.0.1]:");
            awaitLog("status=bounced (Domain null.test does not accept mail (nullMX))");
        }
    }

    private void submit(String recipient) throws Exception {
        server.program("curl", "curl")
                .with("-sS", "--ssl-reqd", "--cacert", server.certificate(), "--user", "u0:pass")
                .with("--mail-from", "u0@example.org", "--mail-rcpt", recipient)
                .with("--upload-file", server.write("letter", Letter.text("by name")))
                .run("smtp://" + server.at("submission"));
    }

    private void awaitLog(String text) {
        Path log = server.folder().resolve("mail.log");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(log).content().contains(text));
    }

    private DnsSettings settings() {
        return new DnsSettings(List.of(nsd.address()), Duration.ofSeconds(5), 2);
    }

    private static String zone() {
        // 127.0.0.2 is of this machine as well, but nobody listens there
        String exchangers =
                IntStream.range(0, 200)
                        .mapToObj(i -> "large IN MX %d exchanger-%d.large%n".formatted(i, i))
                        .collect(Collectors.joining());
        return """
        $ORIGIN test.
        $TTL 300
        @ IN SOA ns postmaster 1 3600 900 86400 300
        @ IN NS ns
        ns IN A 127.0.0.1
        example IN MX 20 mx2.example
        example IN MX 10 mx1.example
        mx1.example IN A 127.0.0.2
        mx2.example IN A 127.0.0.1
        alias IN CNAME mx2.example
        null IN MX 0 .
        """
                + exchangers;
    }
}
