// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A host that was away asks for its mail by ETRN (RFC 1985).
class SiteRequestTest {
    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, "relay_domains = never.test\n");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void deferredMailOfTheSiteGoesAndOtherMailWaits() throws Exception {
        String asked = server.deferred("a@never.test");
        String other = server.deferred("b@other.never.test");
        Files.writeString(folder.resolve("transport"), "never.test discard:\n");
        server.mailroom("reload");

        assertThat(etrn("never.test")).isEqualTo("250 2.0.0 Queuing started\r\n");

        server.awaitLog(asked + ": removed");
        assertThat(server.mailroom("queue", "list")).contains(other).doesNotContain(asked);
        assertThat(server.logged(other + ": to=")).isEqualTo(1);
    }

    @Test
    void aDomainBesideTheListIsNotServedAfterAReload() throws Exception {
        Files.writeString(
                folder.resolve("main.cf"),
                Files.readString(folder.resolve("main.cf"))
                        + "fast_flush_domains = other.never.test\n");
        server.mailroom("reload");

        assertThat(etrn("never.test")).isEqualTo("459 4.7.1 <never.test>: service unavailable\r\n");
        assertThat(etrn("other.never.test")).startsWith("250 ");
    }

    private String etrn(String site) throws IOException {
        InetSocketAddress door = server.address("smtp");
        var client = new SMTPClient();
        client.connect(door.getAddress(), door.getPort());
        try {
            client.sendCommand("EHLO", "client.test");
            client.sendCommand("ETRN", site);
            return client.getReplyString();
        } finally {
            client.disconnect();
        }
    }
}
