// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Milters that others wrote. Needs the packages `opendkim`, `rspamd`, `clamav-daemon` and
/// `clamav-milter`; what they look up comes from files of the test.
@Tag("interop")
class MilterTest {
    private static final Path OPENDKIM = Path.of("/usr/sbin/opendkim");
    private static final Path RSPAMD = Path.of("/usr/bin/rspamd");
    private static final Path CLAMD = Path.of("/usr/sbin/clamd");
    private static final Path CLAMAV_MILTER = Path.of("/usr/sbin/clamav-milter");

    // Both in two parts, so that no scanner takes this file for what they stand for
    private static final String GTUBE =
            "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
    private static final String EICAR =
            "X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    private final KeyPair key = key();

    @RegisterExtension final TestServer server = new TestServer();
    @TempDir Path temporary;

    @Test
    void signsAndVerifiesWithOpenDkim() throws Exception {
        try (var signer = openDkim("signer", "s");
                var verifier = openDkim("verifier", "v")) {
            use(signer, verifier);

            String reply = send("hello", "some text");

            assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(arrived("hello"))
                    .contains("DKIM-Signature: v=1;", "dkim=pass")
                    .containsPattern("(?s)Authentication-Results: .*DKIM-Signature: .*Subject: ");
        }
    }

    @Test
    void refusesAndMarksSpamWithRspamd() throws Exception {
        try (var rspamd = rspamd()) {
            use(rspamd);

            String refused = send("spam", GTUBE);
            String taken = send("ham", "some text");

            assertThat(refused).startsWith("554 5.7.1 Gtube pattern");
            assertThat(taken).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(arrived("ham")).contains("X-Rspamd-Server: ");
            awaitLog(
                    "milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 Gtube"
                            + " pattern;");
        }
    }

    @Test
    void refusesVirusesWithClamav() throws Exception {
        try (var clamd = clamd();
                var milter = clamavMilter(clamd)) {
            use(milter);

            String refused = send("virus", EICAR);
            String taken = send("letter", "some text");

            assertThat(refused).startsWith("550 5.7.1 Infected: Test.Eicar");
            assertThat(taken).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(arrived("letter")).contains("X-Virus-Status: Clean");
        }
    }

    private static KeyPair key() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void use(OtherServer... milters) throws IOException {
        var list = new StringBuilder("smtpd_milters =");
        for (OtherServer milter : milters) {
            list.append(" inet:127.0.0.1:").append(milter.port());
        }
        server.restart(list + "\n");
    }

    private String send(String subject, String text) throws IOException {
        var client = new SMTPClient(StandardCharsets.UTF_8.name());
        client.connect("127.0.0.1", server.port("smtp"));
        client.login("client.test");
        client.setSender("u0@example.org");
        client.addRecipient("u1@example.org");
        try (var writer = client.sendMessageData()) {
            writer.write(letter(subject, text));
        }
        client.completePendingCommand();
        String reply = client.getReplyString();
        client.logout();
        client.disconnect();
        return reply;
    }

    private static String letter(String subject, String text) {
        return """
        From: u0@example.org
        To: u1@example.org
        Date: Mon, 23 Nov 2026 10:00:00 +0000
        Message-ID: <1@client.test>
        Subject: %s

        %s
        """
                .formatted(subject, text);
    }

    private String arrived(String subject) throws Exception {
        server.awaitSubjects("u1", "INBOX", subject);
        return server.inbox("u1").messages().getFirst();
    }

    private void awaitLog(String text) {
        Path log = server.folder().resolve("mail.log");
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(log).content().contains(text));
    }

    private OtherServer other(String name) throws IOException {
        // The user `nobody` has to get there
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new OtherServer(Files.createDirectory(temporary.resolve(name)));
    }

    /// @param mode of opendkim: `s` signs, `v` verifies
    private OtherServer openDkim(String name, String mode) throws IOException {
        OtherServer other = other(name);
        String configuration =
                """
                Domain example.org
                Selector test
                KeyFile %s
                TestPublicKeys %s
                Mode %s
                Socket inet:%d@127.0.0.1
                InternalHosts %s
                RequireSafeKeys no
                Background no
                Syslog no
                """
                        .formatted(
                                other.write("key.pem", pem(key.getPrivate().getEncoded())),
                                other.write(
                                        "keys",
                                        "test._domainkey.example.org v=DKIM1; k=rsa; p=%s%n"
                                                .formatted(base64(key.getPublic().getEncoded()))),
                                mode,
                                other.port(),
                                // Mail of others is verified, and that of this host is signed
                                mode.equals("s") ? "127.0.0.1" : "192.0.2.1");
        other.start(OPENDKIM, "-f", "-x", other.write("opendkim.conf", configuration));
        return other;
    }

    private static String pem(byte[] octets) {
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    // Debian's own configuration, with nothing to ask and its files elsewhere
    private OtherServer rspamd() throws IOException {
        OtherServer other = other("rspamd");
        Path local = Files.createDirectories(other.folder().resolve("local.d"));
        for (String worker : List.of("normal", "controller", "fuzzy")) {
            Files.writeString(local.resolve("worker-" + worker + ".inc"), "enabled = false;\n");
        }
        Files.writeString(
                local.resolve("worker-proxy.inc"),
                """
                bind_socket = "127.0.0.1:%d";
                upstream "local" { default = yes; self_scan = yes; }
                """
                        .formatted(other.port()));
        Files.writeString(
                local.resolve("options.inc"),
                "dns { nameserver = [\"127.0.0.1:1\"]; timeout = 0.1s; retransmits = 1; }\n");
        Files.writeString(
                local.resolve("milter_headers.conf"),
                "use = [\"x-rspamd-server\"];\nskip_local = false;\n");
        Files.writeString(local.resolve("logging.inc"), "type = \"console\";\n");
        String folder = other.folder().toString();
        other.start(
                RSPAMD,
                "-f",
                "-c",
                "/etc/rspamd/rspamd.conf",
                "--var=LOCAL_CONFDIR=" + folder,
                "--var=DBDIR=" + folder,
                "--var=RUNDIR=" + folder,
                "--var=LOGDIR=" + folder);
        return other;
    }

    private OtherServer clamd() throws IOException {
        OtherServer other = other("clamd");
        other.write(
                "test.ndb",
                "Test.Eicar:0:*:%s%n"
                        .formatted(
                                HexFormat.of()
                                        .formatHex(EICAR.getBytes(StandardCharsets.US_ASCII))));
        String configuration =
                """
                Foreground yes
                DatabaseDirectory %s
                TCPSocket %d
                TCPAddr 127.0.0.1
                """
                        .formatted(other.folder(), other.port());
        other.start(CLAMD, "-c", other.write("clamd.conf", configuration));
        return other;
    }

    private OtherServer clamavMilter(OtherServer clamd) throws IOException {
        OtherServer other = other("milter");
        String configuration =
                """
                Foreground yes
                MilterSocket inet:%d@127.0.0.1
                ClamdSocket tcp:127.0.0.1:%d
                OnInfected Reject
                RejectMsg Infected: %%v
                AddHeader Replace
                """
                        .formatted(other.port(), clamd.port());
        other.start(CLAMAV_MILTER, "-c", other.write("milter.conf", configuration));
        return other;
    }
}
