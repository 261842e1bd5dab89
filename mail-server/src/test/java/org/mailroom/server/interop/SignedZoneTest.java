// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.DnsSettings;
import org.mailroom.core.dns.Dnssec;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.dns.Provenance;
import org.mailroom.core.dns.Tlsa;
import org.mailroom.server.PostfixPeer;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A signed zone behind a name server that validates, and a Postfix whose key the zone has (DANE).
/// Needs the packages `nsd`, `unbound`, `ldnsutils` and, as root, `postfix`.
@Tag("interop")
class SignedZoneTest {
    private static final Provenance PROVEN = new Provenance(Dnssec.SECURE, Optional.empty());
    private static final String OTHER_KEY = "00".repeat(32);

    @RegisterExtension final TestServer server = new TestServer();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    @Test
    void tellsWhatTheNameServerHasProven() throws Exception {
        ValidatingNames names =
                names(
                        "signed.test",
                        """
                        @ IN MX 10 mx
                        mx IN A 127.0.0.1
                        alias IN CNAME mx
                        out IN CNAME mx.plain.test.
                        _25._tcp.mx IN TLSA 3 1 1 %s
                        """
                                .formatted(OTHER_KEY));
        try (var resolver = new DnsResolver(asking(names.address()))) {
            for (int i = 0; i < 2; i++) {
                assertThat(resolver.mx("signed.test"))
                        .isEqualTo(
                                new DnsAnswer.Records<>(
                                        List.of(new MailExchanger(10, "mx.signed.test")), PROVEN));
                assertThat(resolver.tlsa("mx.signed.test", 25))
                        .isEqualTo(
                                new DnsAnswer.Records<>(
                                        List.of(new Tlsa(3, 1, 1, OTHER_KEY)), PROVEN));
                assertThat(resolver.addresses("alias.signed.test").dnssec())
                        .isEqualTo(Dnssec.SECURE);
                assertThat(resolver.addresses("out.signed.test").dnssec())
                        .isEqualTo(Dnssec.INSECURE);
                assertThat(resolver.alias("out.signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
                assertThat(resolver.txt("mx.signed.test"))
                        .isEqualTo(new DnsAnswer.NoData<>(Dnssec.SECURE));
                assertThat(resolver.mx("no.signed.test"))
                        .isEqualTo(new DnsAnswer.NoSuchName<>(Dnssec.SECURE));
                assertThat(resolver.mx("plain.test"))
                        .isEqualTo(
                                new DnsAnswer.Records<>(
                                        List.of(new MailExchanger(10, "mx.plain.test"))));
                assertThat(resolver.mx("forged.test")).isInstanceOf(DnsAnswer.TryAgain.class);
            }
        }
        try (var resolver = new DnsResolver(asking(names.nsd().address()))) {
            assertThat(resolver.mx("signed.test").dnssec()).isEqualTo(Dnssec.INSECURE);
        }
    }

    @Test
    void sendsToPostfixWhoseKeyTheZoneHas() throws Exception {
        PostfixPeer postfix = startPostfix();
        relay(postfix, "3 1 1 " + keyDigest());

        submit();

        awaitLog("Verified TLS connection established to mail.lab.test[127.0.0.1]:");
        awaitLog("tls=dane-only, dsn=2.0.0, status=sent");
        await().atMost(TestServer.PATIENCE)
                .until(() -> Files.exists(postfix.spool().resolve("u3")));
    }

    @Test
    void keepsMailWhereTheZoneHasAnotherKey() throws Exception {
        relay(startPostfix(), "3 1 1 " + OTHER_KEY);

        submit();

        awaitLog("Untrusted TLS connection established to mail.lab.test[127.0.0.1]:");
        awaitLog("tls=!dane-only, dsn=4.7.5, status=deferred (Server certificate not trusted:");
    }

    private void relay(PostfixPeer postfix, String tlsa) throws Exception {
        int port = postfix.address().getPort();
        ValidatingNames names =
                names(
                        "lab.test",
                        """
                        @ IN MX 10 mail
                        mail IN A 127.0.0.1
                        _%d._tcp.mail IN TLSA %s
                        """
                                .formatted(port, tlsa));
        server.restart(
                """
                default_transport = smtp
                dns_servers = 127.0.0.1:%d
                smtp_tcp_port = %d
                smtp_dns_support_level = dnssec
                smtp_tls_security_level = dane-only
                smtp_tls_loglevel = 1
                smtp_log_tls_feature_status = yes
                """
                        .formatted(names.address().getPort(), port));
    }

    private ValidatingNames names(String domain, String records) throws Exception {
        ValidatingNames names = ValidatingNames.start(server.folder(), domain, records);
        running.push(names);
        return names;
    }

    private PostfixPeer startPostfix() throws Exception {
        assertThat(PostfixPeer.isInstalled())
                .as("Postfix can run: install Debian's package postfix, and be root")
                .isTrue();
        assertThat(server.folder().toFile().setExecutable(true, false)).isTrue();
        PostfixPeer postfix =
                PostfixPeer.start(
                        Files.createDirectory(server.folder().resolve("postfix")),
                        10,
                        """
                        smtpd_tls_security_level = may
                        smtpd_tls_chain_files = %s, %s
                        """
                                .formatted(
                                        server.folder().resolve("self-made-key.pem"),
                                        server.certificate()));
        running.push(postfix);
        return postfix;
    }

    private String keyDigest() throws Exception {
        try (InputStream in = Files.newInputStream(Path.of(server.certificate()))) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(certificate.getPublicKey().getEncoded()));
        }
    }

    private void submit() throws Exception {
        server.program("curl", "curl")
                .with("-sS", "--ssl-reqd", "--cacert", server.certificate(), "--user", "u0:pass")
                .with("--mail-from", "u0@example.org", "--mail-rcpt", "u3@lab.test")
                .with("--upload-file", server.write("letter", Letter.text("by DANE")))
                .run("smtp://" + server.at("submission"));
    }

    private void awaitLog(String text) {
        Path log = server.folder().resolve("mail.log");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(log).content().contains(text));
    }

    private static DnsSettings asking(InetSocketAddress server) {
        return new DnsSettings(List.of(server), Duration.ofSeconds(5), 2);
    }
}
