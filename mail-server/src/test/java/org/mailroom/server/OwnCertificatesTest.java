// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the clients of the server show to another that asks for a certificate, and logs whose it
/// has seen.
class OwnCertificatesTest {
    @TempDir Path here;
    @TempDir Path there;

    @BeforeEach
    void makeCertificates() throws Exception {
        Files.writeString(
                here.resolve("rsa"), Certificates.selfMadeWithRsa(Wish.client("rsa")).pem());
        Files.writeString(here.resolve("curve"), Certificates.selfMade(Wish.client("curve")).pem());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp | cert_file = rsa                                                  | rsa
                    smtp | cert_file = rsa, eccert_file = curve                             | curve
                    smtp | eccert_file = curve, eckey_file = curve, cert_file = none        | curve
                    smtp | chain_files = rsa curve, cert_file = rsa                         | curve
                    lmtp | cert_file = rsa, key_file = rsa, eccert_file = curve             | curve
                    lmtp | eccert_file = none, cert_file = rsa                              | rsa
                    """)
    void showsTheCertificate(String client, String own, String shown) throws IOException {
        try (Mailroom receiver =
                        Mailroom.start(
                                TestConfiguration.in(
                                        there,
                                        "smtpd_tls_ask_ccert = yes\nsmtpd_tls_loglevel = 2\n"));
                Mailroom sender = Mailroom.start(sender(client, own, receiver))) {
            OneMessage.inClear(TestMail.text("shown"), "RCPT TO:<a@far.test>")
                    .bring(sender.address("smtp"));

            await().untilAsserted(
                            () ->
                                    assertThat(Files.readString(there.resolve("mail.log")))
                                            .contains(": subject_CN=" + shown + ", issuer_CN="));
        }
    }

    @Test
    void tellsWhichFileIsNoCertificate() throws IOException {
        TestConfiguration.assertFault(
                TestConfiguration.in(here, "lmtp_tls_eccert_file = /etc/passwd\n"),
                "lmtp_tls_eccert_file = /etc/passwd: no certificate in /etc/passwd");
    }

    private MainCf sender(String client, String own, Mailroom receiver) throws IOException {
        var parameters =
                new StringBuilder(
                        """
                        transport_maps = inline:{far.test=%1$s:[127.0.0.1]:%2$d}
                        %1$s_tls_security_level = encrypt
                        """
                                .formatted(client, receiver.address(client).getPort()));
        for (String one : own.split(", ", -1)) {
            String paths = one.replaceAll("(rsa|curve)", "\\$config_directory/$1");
            parameters.append(client).append("_tls_").append(paths).append('\n');
        }
        return TestConfiguration.in(here, parameters.toString());
    }
}
