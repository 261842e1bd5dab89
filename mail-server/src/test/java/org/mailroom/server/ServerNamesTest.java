// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.mailroom.core.tls.TrustingTls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// `tls_server_sni_maps` at the doors of a whole server.
class ServerNamesTest {
    @TempDir Path folder;

    private MainCf configure(String names) throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Path own =
                Files.writeString(
                        folder.resolve("own.pem"),
                        Certificates.selfMade(Wish.server("mail.example.net")).pem());
        Files.writeString(folder.resolve("names"), names.formatted(own));
        Files.writeString(
                folder.resolve("main.cf"),
                TestConfiguration.text()
                        + "tls_server_sni_maps = texthash:$config_directory/names\n");
        return MainCf.load(folder, List.of());
    }

    private static String shown(Mailroom server, String service, String name)
            throws IOException, GeneralSecurityException {
        SSLContext trusting = TrustingTls.context();
        try (var socket = (SSLSocket) trusting.getSocketFactory().createSocket()) {
            socket.connect(server.address(service), 10_000);
            SSLParameters wish = socket.getSSLParameters();
            wish.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(wish);
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void showsEachNameItsCertificateAndAnotherAfterAReload() throws Exception {
        MainCf main = configure("mail.example.net %1$s\n.example.com %1$s\n");
        try (Mailroom server = Mailroom.start(main)) {
            for (String service : List.of("imaps", "pop3s", "submissions")) {
                assertThat(shown(server, service, "mail.example.net"))
                        .isEqualTo("CN=mail.example.net");
            }
            assertThat(shown(server, "imaps", "a.b.example.com")).isEqualTo("CN=mail.example.net");
            assertThat(shown(server, "imaps", "example.com")).isEqualTo("CN=mail.example.org");

            Files.writeString(
                    folder.resolve("own.pem"),
                    Certificates.selfMade(Wish.server("new.example.net")).pem());
            server.reload(() -> MainCf.load(folder, List.of()));

            assertThat(shown(server, "imaps", "mail.example.net")).isEqualTo("CN=new.example.net");
        }
    }

    @Test
    void refusesNamesWithoutACertificateBeforeItStarts() throws Exception {
        MainCf main = configure("mail.example.net %s.none\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Mailroom.start(main))
                .withMessageContaining("tls_server_sni_maps")
                .withMessageContaining("mail.example.net: cannot read ")
                .withMessageContaining("own.pem.none");
    }
}
