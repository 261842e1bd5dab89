// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.dns.RecordedDns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The tests before the greeting over the life of a server.
class ScreenTest {
    @TempDir Path folder;

    @BeforeEach
    void configuration() throws IOException {
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
    }

    private Mailroom start(String parameters) throws IOException {
        Files.writeString(
                folder.resolve("main.cf"),
                TestConfiguration.text() + "mynetworks = 192.0.2.1\n" + parameters);
        return Mailroom.start(MainCf.load(folder, List.of()));
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static Socket connect(Mailroom server) throws IOException {
        var address = server.address("smtp");
        return new Socket(address.getAddress(), address.getPort());
    }

    @Test
    void knowsClientsOverARestart() throws IOException {
        String wait = "postscreen_greet_wait = 1\n";
        try (var server = start(wait);
                Socket client = connect(server)) {
            BufferedReader in = lines(client);
            assertThat(in.readLine()).startsWith("220-");
            assertThat(in.readLine()).startsWith("220 ");
        }

        try (var server = start(wait);
                Socket client = connect(server)) {
            assertThat(lines(client).readLine()).startsWith("220 ");
        }
    }

    @Test
    void tellsThoseWhoWaitThatTheServerStops() throws IOException {
        var server = start("postscreen_greet_wait = 600\n");
        try (server;
                Socket client = connect(server)) {
            BufferedReader in = lines(client);
            assertThat(in.readLine()).startsWith("220-");

            server.close();

            assertThat(in.readLine()).startsWith("421 4.3.2 ");
        }
    }

    @Test
    void waitsForListsAsLongAsItMay() throws IOException {
        try (var dns = RecordedDns.of("list.test. IN A 192.0.2.1").silent("1.0.0.127.list.test.");
                var server =
                        start(
                                """
                                dns_servers = 127.0.0.1:%d
                                postscreen_dnsbl_sites = list.test
                                postscreen_dnsbl_timeout = 1
                                """
                                        .formatted(dns.address().getPort()));
                Socket client = connect(server)) {
            BufferedReader in = lines(client);
            // Less than the usual time, and than the DNS gets
            client.setSoTimeout(4_000);

            assertThat(in.readLine()).startsWith("220 ");
        }
    }
}
