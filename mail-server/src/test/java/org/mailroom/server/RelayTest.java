// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.net.smtp.SMTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.net.FilesIn;
import org.mailroom.core.net.ScriptedPeer;
import org.mailroom.core.net.Transcript;
import org.mailroom.core.tls.SelfMadeCertificate;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `main.cf` says of other servers, seen by such a server: those of `relays` are scripts of
/// one (`ScriptedPeer`), to which one message is sent. A line `given name = value` is one of
/// `main.cf`, where PORT is the other server's, `given message = LINE` one of the message, and
/// `given file NAME = LINE` makes a file. `then line = LINE` is the line of the log that tells what
/// became of the message, and `then log = LINE` any line of the log.
class RelayTest {
    private static final String RECIPIENT = "<bob@example.test>";
    private static final Pattern MESSAGE = Pattern.compile("given message = ?(.*)");
    private static final Pattern FILE = Pattern.compile("given file (\\S+) = (.*)");
    private static final Pattern PARAMETER = Pattern.compile("given (\\S+ = .*)");
    private static final Pattern LINE = Pattern.compile("then line = (.*)");
    private static final Pattern LOG = Pattern.compile("then log = (.*)");

    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("src/test/resources/relays")
    void relays(Path file) throws IOException {
        List<String> script = Files.readAllLines(file);
        for (Matcher made : those(script, FILE)) {
            Files.writeString(folder.resolve(made.group(1)), made.group(2) + "\n");
        }
        List<String> message = texts(script, MESSAGE);
        String text = message.isEmpty() ? TestMail.text("relayed") : String.join("\r\n", message);
        List<String> parameters =
                texts(script, PARAMETER).stream().filter(it -> !it.startsWith("message ")).toList();

        String line =
                relayed(
                        String.join("\n", parameters) + "\n",
                        script,
                        OneMessage.inClear(text, "RCPT TO:" + RECIPIENT));

        assertThat(texts(script, LINE)).singleElement().satisfies(it -> assertLike(line, it));
        List<String> log = Files.readAllLines(folder.resolve("mail.log"));
        assertThat(texts(script, LOG))
                .allSatisfy(it -> assertThat(log).anySatisfy(seen -> assertLike(seen, it)));
    }

    private static void assertLike(String line, String pattern) {
        assertThat(line + "\n").matches(Transcript.lines(pattern));
    }

    private static List<Matcher> those(List<String> script, Pattern step) {
        return script.stream().map(step::matcher).filter(Matcher::matches).toList();
    }

    private static List<String> texts(List<String> script, Pattern step) {
        return those(script, step).stream().map(it -> it.group(1)).toList();
    }

    // RFC 8689 §4.2.1
    @Test
    void returnsWhatRequiresTlsWhereNobodyPromisesIt() throws Exception {
        assertThat(requiringTls("", "S: 250 mx.test\n"))
                .contains(
                        "dsn=5.7.30, status=bounced (REQUIRETLS is required, but was not offered");
    }

    @Test
    void sendsWhatRequiresTlsAsOtherMailWhereItIsTold() throws Exception {
        String script =
                """
                S: 250-mx.test
                S: 250 REQUIRETLS
                C: MAIL FROM:<demo@example.org> REQUIRETLS
                S: 250 ok
                C: RCPT TO:<bob@example.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C… .
                S: 250 taken
                """;

        assertThat(requiringTls("smtp_requiretls_policy = opportunistic\n", script))
                .contains("status=sent (250 taken)");
    }

    /// What became of a message with REQUIRETLS. The server that it goes to can be verified.
    private String requiringTls(String parameters, String script) throws Exception {
        String begin =
                """
                S: 220 mx.test
                C: EHLO mail.example.org
                S: 250-mx.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                tls
                C: EHLO mail.example.org
                """;
        String trust =
                """
                relayhost = [localhost]:PORT
                smtp_host_lookup = native
                smtp_address_preference = ipv4
                smtp_tls_CAfile = $config_directory/self-made-cert.pem
                """;
        return relayed(
                trust + parameters,
                (begin + script).lines().toList(),
                door -> {
                    var client = new SMTPSClient(false);
                    client.setTrustManager(TrustManagerUtils.getAcceptAllTrustManager());
                    client.connect(door.getAddress(), door.getPort());
                    client.sendCommand("EHLO client.test");
                    assertThat(client.execTLS()).isTrue();
                    client.sendCommand("EHLO client.test");
                    assertThat(client.sendCommand("MAIL FROM:<demo@example.org> REQUIRETLS"))
                            .isEqualTo(250);
                    assertThat(client.addRecipient("bob@example.test")).isTrue();
                    try (Writer data = client.sendMessageData()) {
                        data.write(TestMail.text("relayed"));
                    }
                    assertThat(client.completePendingCommand()).isTrue();
                    client.disconnect();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    short | far.test | expected a domain of mydestination
                    short | example.org | expected secrets of at least 16
                    ''    | example.org | srs_domain needs a file with a secret
                    """)
    void saysWhatIsWrongWithSrs(String secret, String domain, String fault) throws IOException {
        Path secrets = Files.writeString(folder.resolve("srs"), secret + "\n");
        String file = secret.isEmpty() ? "" : "srs_secret_file = " + secrets + "\n";

        TestConfiguration.assertFault(
                configuration("srs_domain = " + domain + "\n" + file, 25), fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    slow/unix/command = smtpd        | expected smtp, lmtp, or pipe
                    slow/unix/command = smtp -o x=y  | nothing may follow smtp
                    command = smtp                   | expected NAME/unix/command or PORT/inet/command
                    relay/unix/command = smtp        | relay is a transport of the server itself
                    """)
    void saysWhatIsWrongWithATransport(String wrong, String fault) throws IOException {
        TestConfiguration.assertFault(
                configuration(wrong, 25), "main.cf, line", wrong + ": " + fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp_tls_CAfile = /nowhere",
                "smtp_tls_wrappermode = yes",
                "smtp_tls_mandatory_protocols = SSLv3",
                "smtp_tls_security_level = dane-only",
                "smtp_tls_fingerprint_digest = sha257"
            })
    void saysWhatIsWrongWithTls(String wrong) throws IOException {
        TestConfiguration.assertFault(configuration(wrong, 25), "main.cf, line", wrong);
    }

    /// Sends one message by way of a server that does what `script` says, and answers the line of
    /// the log that tells what became of it.
    private String relayed(String parameters, List<String> script, OneMessage.Bringer bringer)
            throws IOException {
        SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        try (var peer = new ScriptedPeer(script, folder)) {
            configuration(parameters, peer.address().getPort());
            return OneMessage.sent(folder, bringer, "to=" + RECIPIENT);
        }
    }

    private MainCf configuration(String parameters, int port) throws IOException {
        String more = "default_transport = smtp\nrelayhost = [127.0.0.1]:PORT\n" + parameters;
        return TestConfiguration.in(folder, more.replace("PORT", Integer.toString(port)));
    }
}
