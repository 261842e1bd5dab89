// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A reload that changes the milters is for the sessions that begin behind it: one that is open
/// asks those that it began with, also where it asks them for the first time.
class MilterReloadTest {
    private static final String NOBODY = "smtpd_milters = inet:127.0.0.1:1\n";

    @TempDir Path folder;

    /// A milter that is asked by one session.
    private static ScriptedMilter refusing(String text) throws IOException {
        return new ScriptedMilter(
                List.of(
                        "milter agrees 6 0x1ff 0x3",
                        "milter < M <demo@example.org>",
                        "milter > y 550 5.7.1 " + text,
                        "milter < A",
                        "milter < Q"),
                "1");
    }

    private void reload(Mailroom server, String parameters) throws IOException {
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + parameters);
        server.reload(() -> MainCf.load(folder, List.of()));
    }

    private static Peer greeted(Mailroom server) throws IOException {
        var client = new Peer(server.address("smtp"));
        client.line();
        client.say("EHLO client.test");
        client.upTo("250 ");
        return client;
    }

    private static String replyToMail(Peer client) throws IOException {
        client.say("MAIL FROM:<demo@example.org>");
        return client.line();
    }

    @Test
    void asksOtherMilters() throws IOException {
        try (var old = refusing("said by the old one");
                var other = refusing("said by the new one");
                Mailroom server = start("smtpd_milters = " + old.address() + "\n");
                Peer before = greeted(server)) {
            reload(server, "smtpd_milters = " + other.address() + "\n");

            try (Peer after = greeted(server)) {
                assertThat(replyToMail(after)).isEqualTo("550 5.7.1 said by the new one");
                assertThat(replyToMail(before)).isEqualTo("550 5.7.1 said by the old one");
            }
        }
    }

    @Test
    void asksNoMiltersWhereThereAreNoneAnyMore() throws IOException {
        try (var old = refusing("said by the old one");
                Mailroom server = start("smtpd_milters = " + old.address() + "\n");
                Peer before = greeted(server)) {
            reload(server, "");

            try (Peer after = greeted(server)) {
                assertThat(replyToMail(after)).startsWith("250 ");
                assertThat(replyToMail(before)).isEqualTo("550 5.7.1 said by the old one");
            }
        }
    }

    @Test
    void asksOtherMiltersForSomeClients() throws IOException {
        String map = "smtpd_milter_maps = inline:{ { 127.0.0.1 = %s } }\n";
        try (var other = refusing("said by the new one");
                Mailroom server = start(map.formatted("DISABLE"));
                Peer before = greeted(server)) {
            reload(server, map.formatted(other.address()));

            try (Peer after = greeted(server)) {
                assertThat(replyToMail(after)).isEqualTo("550 5.7.1 said by the new one");
                assertThat(replyToMail(before)).startsWith("250 ");
            }
        }
    }

    @Test
    void doesSomethingElseWhereAMilterIsAway() throws IOException {
        try (Mailroom server = start(NOBODY + "milter_default_action = tempfail\n");
                Peer before = greeted(server)) {
            reload(server, NOBODY + "milter_default_action = accept\n");

            try (Peer after = greeted(server)) {
                assertThat(replyToMail(after)).startsWith("250 ");
                assertThat(replyToMail(before)).startsWith("451 4.7.1 ");
            }
        }
    }

    @Test
    void staysWithTheMiltersThatWereWhereTheNewOnesAreNone() throws IOException {
        try (var old = refusing("said by the old one");
                Mailroom server = start("smtpd_milters = " + old.address() + "\n")) {
            assertThatThrownBy(() -> reload(server, "smtpd_milters = 127.0.0.1:11332\n"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("expected inet:host:port or unix:path");

            try (Peer after = greeted(server)) {
                assertThat(replyToMail(after)).isEqualTo("550 5.7.1 said by the old one");
            }
        }
    }

    private Mailroom start(String parameters) throws IOException {
        return Mailroom.start(TestConfiguration.in(folder, parameters));
    }
}
