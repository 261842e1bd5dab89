// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `login_upstream_proxy_protocol`, as `haproxy = yes` of Dovecot; the doors of SMTP have it in
/// transcripts.
class UpstreamProxyTest {
    @TempDir Path folder;

    // What a stranger says in clear is refused, though the proxy is on this machine
    @Test
    void seesTheClientBehindTheProxy() throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.writeString(
                folder.resolve("main.cf"),
                TestConfiguration.text()
                        + "imap/inet/login_upstream_proxy_protocol = haproxy\n"
                        + "pop3/inet/login_upstream_proxy_protocol = haproxy\n");
        try (var server = Mailroom.start(MainCf.load(folder, List.of()))) {
            assertThat(answer(server, "imap", "a LOGIN demo secret"))
                    .startsWith("a NO [PRIVACYREQUIRED]");
            assertThat(answer(server, "pop3", "USER demo")).startsWith("-ERR");
        }
    }

    // Whoever is believed can be in mynetworks
    @Test
    void hangsUpOnWhoIsNoProxy() throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(
                folder.resolve("main.cf"),
                TestConfiguration.text()
                        + "smtp/inet/smtpd_upstream_proxy_protocol = haproxy\n"
                        + "haproxy_trusted_networks = 192.0.2.0/24\n");
        try (var server = Mailroom.start(MainCf.load(folder, List.of()))) {
            var address = server.address("smtp");
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                socket.setSoTimeout(10_000);

                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /// Where only the proxy can open the socket, nothing else has to prove that it is the proxy.
    @Test
    void seesTheClientBehindTheProxyOfAUnixSocket() throws Exception {
        MainCf main =
                TestConfiguration.in(
                        folder,
                        """
                        smtp_listen = unix:$config_directory/door
                        smtp/inet/smtpd_upstream_proxy_protocol = haproxy
                        haproxy_trusted_networks = 192.0.2.0/24
                        smtpd_peername_lookup = no
                        smtpd_forbid_unauth_pipelining = no
                        """);
        try (var server = Mailroom.start(main);
                var socket =
                        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("door")))) {
            assertThat(server.doors()).contains("smtp " + folder.resolve("door"));
            String said =
                    """
                    PROXY TCP4 203.0.113.7 198.51.100.1 4711 25\r
                    EHLO client.test\r
                    MAIL FROM:<a@client.test>\r
                    RCPT TO:<a@elsewhere.test>\r
                    QUIT\r
                    """;
            socket.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII)));

            String answers =
                    new String(
                            Channels.newInputStream(socket).readAllBytes(),
                            StandardCharsets.US_ASCII);

            assertThat(answers).contains("454 4.7.1 <a@elsewhere.test>: Relay access denied");
        }
        assertThat(Files.readString(folder.resolve("mail.log")))
                .contains("connect from unknown[203.0.113.7]");
    }

    @Test
    void hangsUpOnAProxyThatDoesNotSayForWhomItSpeaksInTime() throws Exception {
        var main =
                TestConfiguration.in(
                        folder,
                        """
                        smtp/inet/smtpd_upstream_proxy_protocol = haproxy
                        smtpd_upstream_proxy_timeout = 1s
                        """);
        try (var server = Mailroom.start(main)) {
            var address = server.address("smtp");
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                // Less than the usual time
                socket.setSoTimeout(4_000);

                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static String answer(Mailroom server, String service, String command) throws Exception {
        var address = server.address(service);
        try (var socket = new Socket(address.getAddress(), address.getPort());
                var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(10_000);
            String said = "PROXY TCP4 203.0.113.7 127.0.0.1 4711 143\r\n" + command + "\r\n";
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            var _ = lines.readLine();
            return lines.readLine();
        }
    }
}
