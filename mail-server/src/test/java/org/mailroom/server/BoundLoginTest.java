// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a server logs in at another that binds logins to TLS, or does not (RFC 5802 §6, RFC 9266).
class BoundLoginTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sasl_channel_binding = yes | '' | SCRAM-SHA-256-PLUS
                    sasl_channel_binding = yes | smtp_sasl_mechanism_filter = scram-sha-1-plus | SCRAM-SHA-1-PLUS
                    sasl_channel_binding = yes | smtp_sasl_mechanism_filter = scram-sha-256 | SCRAM-SHA-256
                    sasl_channel_binding = yes | smtp_tls_mandatory_protocols = TLSv1.2 | SCRAM-SHA-256
                    'sasl_channel_binding = yes
                    smtpd_sasl_mechanism_filter = scram-sha-256' | '' | SCRAM-SHA-256
                    sasl_channel_binding = no | '' | SCRAM-SHA-256
                    """)
    void takesTheBestThatBothKnow(String ofServer, String ofClient, String mechanism)
            throws IOException {
        Path far = Files.createDirectory(folder.resolve("far"));
        Path near = Files.createDirectory(folder.resolve("near"));
        String offer = "smtpd_sasl_auth_enable = yes\n" + ofServer + "\n";

        try (Mailroom server = Mailroom.start(TestConfiguration.in(far, offer))) {
            String login =
                    """
                    default_transport = smtp
                    relayhost = [127.0.0.1]:%d
                    smtp_tls_security_level = encrypt
                    smtp_sasl_auth_enable = yes
                    smtp_sasl_password_maps = static:demo:secret
                    %s
                    """
                            .formatted(server.address("smtp").getPort(), ofClient);
            TestConfiguration.in(near, login);

            String line =
                    OneMessage.sent(
                            near,
                            "RCPT TO:<bob@example.test>",
                            TestMail.text("bound"),
                            "to=<bob@example.test>");

            assertThat(line).contains("status=sent");
            assertThat(far.resolve("mail.log"))
                    .content()
                    .contains("sasl_method=" + mechanism + ", sasl_username=demo");
        }
    }
}
