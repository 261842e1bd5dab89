// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// Policy services that were written for Postfix answer Mailroom as well: Postgrey (package
/// `postgrey`), and that for SPF (packages `postfix-policyd-spf-python` and `socat`), of which each
/// connection gets a process of its own.
@Tag("interop")
class PolicyServicesTest {
    @RegisterExtension final TestServer server = new TestServer("mynetworks = 192.0.2.0/24\n");
    @TempDir Path temporary;

    @Test
    void postgreyAsksToComeAgain() throws Exception {
        try (var postgrey = new OtherServer(temporary)) {
            postgrey.start(
                    Path.of("/usr/sbin/postgrey"),
                    "--inet=127.0.0.1:" + postgrey.port(),
                    "--dbdir=" + postgrey.folder(),
                    "--user=nobody",
                    "--group=nogroup",
                    "--delay=1",
                    "--greylist-text=come again");
            restartAsking(postgrey);

            Program.Outcome first = send("u0@example.org");

            assertThat(first.exit()).isNotZero();
            assertThat(first.output())
                    .contains("450 4.2.0 <u0@example.org>: Recipient address rejected: come again");
            await().atMost(TestServer.PATIENCE).until(() -> send("u0@example.org").exit() == 0);
            server.awaitSubjects("u0", "INBOX", "test");
        }
    }

    @Test
    void theServiceForSpfAddsItsField() throws Exception {
        try (var spf = new OtherServer(temporary)) {
            spf.start(
                    Path.of("/usr/bin/socat"),
                    "TCP-LISTEN:%d,bind=127.0.0.1,fork".formatted(spf.port()),
                    "EXEC:/usr/bin/policyd-spf");
            restartAsking(spf);

            Program.Outcome sent = send("u0@example.org,u1@example.org");

            assertThat(sent.exit()).as(sent.output()).isZero();
            server.awaitSubjects("u1", "INBOX", "test");
            String mail = server.inbox("u1").messages().getFirst();
            assertThat(mail).containsOnlyOnce("X-Comment: SPF");
        }
    }

    private void restartAsking(OtherServer service) throws IOException {
        server.restart(
                "smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:%d\n"
                        .formatted(service.port()));
    }

    private Program.Outcome send(String recipients) throws Exception {
        return server.program("swaks", "swaks")
                .with("--server", "localhost", "--port", String.valueOf(server.port("smtp")))
                .with("--helo", "client.test", "--from", "a@client.test")
                .with("--header", "Subject: test")
                .tryWith("", "--to", recipients);
    }
}
