// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// fetchmail brings mail home by POP3 and IMAP, under TLS from the start or by STARTTLS.
@Tag("interop")
class FetchmailTest {
    private static final int NO_MAIL = 1;

    @RegisterExtension final TestServer server = new TestServer();

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void takesMailAway(String service) throws Exception {
        server.deliver("u1", "first", "second");
        Program fetchmail = fetchmail(service).with("--nokeep");

        fetchmail.run();

        assertFetchedOnce();
        assertThat(server.inbox("u1").subjects()).isEmpty();
        assertThat(fetchmail.tryWith("").exit()).isEqualTo(NO_MAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void leavesMailThereAndFetchesItOnce(String service) throws Exception {
        server.deliver("u1", "first", "second");
        Program fetchmail = fetchmail(service).with("--keep");

        fetchmail.run();

        assertFetchedOnce();
        assertThat(fetchmail.tryWith("").exit()).isEqualTo(NO_MAIL);
        assertFetchedOnce();
        assertThat(server.inbox("u1").subjects()).containsExactly("first", "second");
    }

    private void assertFetchedOnce() throws IOException {
        String fetched = Files.readString(home(), StandardCharsets.ISO_8859_1);
        assertThat(fetched.lines().filter(line -> line.startsWith("Subject: ")))
                .containsExactly("Subject: first", "Subject: second");
        Letter.assertWhole(fetched);
    }

    private Path home() {
        return server.folder().resolve("fetched");
    }

    private Program fetchmail(String service) throws IOException {
        boolean tls = service.endsWith("s");
        String uidl = service.startsWith("pop3") ? "uidl" : "";
        String settings =
                """
                poll localhost protocol %s port %d %s
                  user u1 password pass %s sslproto TLS1.2+ sslcertck sslcertfile %s
                  mda "cat >> %s"
                """
                        .formatted(
                                tls ? service.substring(0, 4) : service,
                                server.port(service),
                                uidl,
                                tls ? "ssl" : "",
                                server.certificate(),
                                home());
        return server.program("fetchmail", "fetchmail")
                .with("--fetchmailrc", server.write("fetchmailrc", settings))
                .with("--idfile", server.folder().resolve("ids").toString())
                .with("--pidfile", server.folder().resolve("fetchmail.pid").toString());
    }
}
