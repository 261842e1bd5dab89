// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.server.ScriptedMilter;

import java.nio.file.Path;
import java.util.List;

/// What milters hear of mail that does not come by SMTP (`non_smtpd_milters`).
class SendmailMilterTest {
    private static final String USER = System.getProperty("user.name") + "@example.org";

    @TempDir Path folder;

    @Test
    void showsMailOfSendmailAsIfLocalhostHadSentIt() throws Exception {
        List<String> script =
                List.of(
                        "milter < O 6 0x1ff 0x1fffff",
                        "milter > O 6 0x1ff 0x20",
                        "milter < D C j=mail.example.org {daemon_name}=mail.example.org *",
                        "milter < C localhost 4 0 127.0.0.1",
                        "milter > c",
                        "milter < H localhost",
                        "milter > c",
                        "milter < M <" + USER + ">",
                        "milter > c",
                        "milter < R <ann@example.org>",
                        "milter > c",
                        "milter < T",
                        "milter > c",
                        "milter < N",
                        "milter > c",
                        "milter < B Text\\r\\n",
                        "milter > c",
                        "milter < E",
                        "milter > h X-Seen=by a milter",
                        "milter > c",
                        "milter < Q");

        play(
                script,
                server -> {
                    assertThat(server.type("Subject: one\n\nText\n", "sendmail", "ann")).isEmpty();
                    server.await("status", _ -> server.mailbox().contains("Text"));
                    assertThat(server.mailbox()).contains("X-Seen: by a milter\n");
                });
    }

    @Test
    void tellsTheUserThatHisMailIsRefused() throws Exception {
        List<String> script =
                List.of(
                        "milter agrees 6 0x1ff 0x37f",
                        "milter < E",
                        "milter > y 550 5.7.1 no spam from here",
                        "milter < Q");

        play(
                script,
                server -> {
                    assertThat(server.type("Subject: one\n\nText\n", "sendmail", "ann"))
                            .startsWith("69: ")
                            .contains("no spam from here");
                    String line =
                            ": milter-reject: END-OF-MESSAGE from local: 5.7.1 no spam from"
                                    + " here; from=<"
                                    + USER
                                    + "> to=<ann@example.org>";
                    await().untilAsserted(() -> assertThat(server.log()).contains(line));
                });
    }

    @Test
    void takesNoMailOfWhichAMilterRefusesARecipient() throws Exception {
        List<String> script =
                List.of(
                        "milter agrees 6 0x1ff 0x7",
                        "milter < R <ann@example.org>",
                        "milter > r",
                        "milter < Q");

        play(
                script,
                server -> {
                    assertThat(server.type("Subject: one\n\nText\n", "sendmail", "ann"))
                            .startsWith("75: ")
                            .contains("Server configuration error");
                    String line =
                            "warning: milter configuration error: can't reject recipient in"
                                    + " non-smtpd(8) submission";
                    await().untilAsserted(() -> assertThat(server.log()).contains(line));
                });
    }

    private interface Scene {
        void play(LocalServer server) throws Exception;
    }

    private void play(List<String> script, Scene scene) throws Exception {
        try (var milter = new ScriptedMilter(script, "1")) {
            var server = new LocalServer(folder, "non_smtpd_milters = " + milter.address() + "\n");
            try {
                scene.play(server);
            } finally {
                server.stop();
            }
        }
    }
}
