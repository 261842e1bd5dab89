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
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.net.ScriptedPeer;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Zones of a real name server: NSD on a free loopback port. Needs the package `nsd`.
@Tag("interop")
class NameServerTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/nsd");

    @RegisterExtension final TestServer server = new TestServer();
    private Process nsd;
    private InetSocketAddress address;

    @BeforeEach
    void startNameServer() throws Exception {
        assertThat(PROGRAM).as("NSD can run: install Debian's package nsd").isExecutable();
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Path folder = Files.createDirectory(server.folder().resolve("nsd"));
        Files.writeString(folder.resolve("test.zone"), zone());
        Path file = Files.writeString(folder.resolve("nsd.conf"), configuration(folder));
        nsd =
                new ProcessBuilder(PROGRAM.toString(), "-d", "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nsd.out").toFile())
                        .start();
        await().atMost(TestServer.PATIENCE).until(this::answers);
    }

    @AfterEach
    void stopNameServer() {
        nsd.destroy();
        nsd.onExit().join();
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
                    .isEqualTo(resolver.addresses("mx2.example.test"));
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
                            .formatted(address.getPort(), peer.address().getPort()));

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
        return new DnsSettings(List.of(address), Duration.ofSeconds(5), 2);
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

    private String configuration(Path folder) {
        return """
        server:
          ip-address: 127.0.0.1@%1$d
          username: ""
          chroot: ""
          zonesdir: "%2$s"
          database: ""
          pidfile: "%2$s/nsd.pid"
          xfrdfile: "%2$s/xfrd.state"
          zonelistfile: "%2$s/zone.list"
          xfrdir: "%2$s"
        remote-control:
          control-enable: no
        zone:
          name: test
          zonefile: test.zone
        """
                .formatted(address.getPort(), folder);
    }

    private boolean answers() {
        try (var _ = new Socket(address.getAddress(), address.getPort())) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
