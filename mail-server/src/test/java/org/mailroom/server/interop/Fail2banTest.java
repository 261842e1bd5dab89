// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fail2ban's own filters of Postfix find in `mail.log` who has done what he should not, and nobody
/// else.
@Tag("interop")
class Fail2banTest {
    private static final String DEEDS =
            """
            S: 220 *
            C: EHLO client.test
            S… 250 HELP
            # A wrong password, twice
            C: AUTH PLAIN AHUwAHdyb25n
            S: 535 *
            C: AUTH LOGIN dTA=
            S: 334 *
            C: d3Jvbmc=
            S: 535 *
            # Mail for elsewhere, for nobody, and mail that is all right
            C: MAIL FROM:<a@client.test>
            S: 250 *
            C: RCPT TO:<b@elsewhere.test>
            S: 454 4.7.1 *
            C: RCPT TO:<nobody@example.org>
            S: 550 5.1.1 *
            C: RCPT TO:<u1@example.org>
            S: 250 *
            C: DATA
            S: 354 *
            C~ x\\r\\n.\\r\\n
            S: 250 *
            C: QUIT
            S: 221 *
            # A name that is none
            2 S: 220 *
            2 C: EHLO client
            2 S… 250 HELP
            2 C: MAIL FROM:<a@client.test>
            2 S: 250 *
            2 C: RCPT TO:<u1@example.org>
            2 S: 504 5.5.2 *
            2 C: QUIT
            2 S: 221 *
            # No patience
            3 S: 220 *
            3 C~ EHLO client.test\\r\\nMAIL FROM:<a@client.test>\\r\\n
            3 S… 250 HELP
            3 S: 250 *
            3 C: QUIT
            3 S: 221 *
            # Nonsense without end
            4 S: 220 *
            4 C~ A\\r\\nB\\r\\nC\\r\\nD\\r\\nE\\r\\n
            4 S: 500 *
            4 S: 500 *
            4 S: 500 *
            4 S: 500 *
            4 S: 500 *
            4 S: 421 4.7.0 *
            """;

    @RegisterExtension
    final TestServer server =
            new TestServer(
                    """
                    mynetworks =
                    smtpd_sasl_auth_enable = yes
                    smtpd_tls_auth_only = no
                    smtpd_helo_restrictions = reject_non_fqdn_helo_hostname
                    smtpd_forbid_unauth_pipelining = no
                    smtpd_hard_error_limit = 5
                    smtpd_error_sleep_time = 0
                    """);

    @BeforeEach
    void misbehave() throws IOException {
        Path deeds = Files.writeString(server.folder().resolve("deeds"), DEEDS);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port("smtp"));
        try (var transcript = new Transcript(address)) {
            transcript.play(deeds);
        }
        server.restart("");
    }

    @Test
    void findsWhoGuessesPasswords() throws Exception {
        assertThat(matched("postfix[mode=auth]"))
                .hasSize(2)
                .allMatch(line -> line.contains("authentication failed"));
    }

    @Test
    void findsWhoBreaksRules() throws Exception {
        assertThat(matched("postfix"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("Relay access denied"),
                        line -> assertThat(line).contains("User unknown in local recipient table"),
                        line -> assertThat(line).contains("need fully-qualified hostname"),
                        line -> assertThat(line).contains("improper command pipelining after EHLO"),
                        line ->
                                assertThat(line)
                                        .contains("improper command pipelining after UNKNOWN"),
                        line -> assertThat(line).contains("too many errors after UNKNOWN"));
    }

    private Iterable<String> matched(String filter) throws Exception {
        String report =
                server.program("fail2ban-regex", "fail2ban")
                        .run(
                                "--print-all-matched",
                                server.folder().resolve("mail.log").toString(),
                                filter);
        return report.lines()
                .filter(line -> line.startsWith("|") && line.contains("postfix/smtpd["))
                .toList();
    }
}
