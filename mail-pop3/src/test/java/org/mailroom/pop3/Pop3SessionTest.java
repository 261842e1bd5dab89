// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.pop3.Pop3Settings.FlagUpdates;
import org.mailroom.storage.Flags;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What transcripts do not show of a POP3 session: its log, its time limits, the flags it leaves.
class Pop3SessionTest {
    private static final String LOGIN = "USER demo\r\nPASS secret\r\n";

    @TempDir Path folder;

    @Test
    void logsInDovecotsForm() throws IOException {
        Pop3Fixture.fill(folder, "two-messages.mbox");

        String log;
        try (var server = new Pop3Fixture(folder, Pop3Fixture.SETTINGS)) {
            said(server, LOGIN + "RETR 1\r\nTOP 2 0\r\nDELE 2\r\nQUIT\r\n");
            log = Files.readString(server.mailLog());
        }

        assertThat(log)
                .containsPattern(
                        "dovecot: pop3-login: Login: user=<demo>, method=PLAIN, rip=127.0.0.1,"
                                + " lip=127.0.0.1, mpid=\\d+, secured, session=<\\S+>\n")
                .containsPattern(
                        "dovecot: pop3\\(demo\\)<\\d+><\\S+>: Disconnected: Logged out"
                                + " top=1/72, retr=1/108, del=1/2, size=201\n");
    }

    @Test
    void logsALoginThatFailed() throws IOException {
        String log;
        try (var server = new Pop3Fixture(folder, Pop3Fixture.SETTINGS)) {
            said(server, "USER eve\r\nPASS guess\r\nQUIT\r\n");
            log = Files.readString(server.mailLog());
        }

        assertThat(log)
                .containsPattern(
                        "pop3-login: Aborted login \\(auth failed, 1 attempts in \\d+ secs\\):"
                                + " user=<eve>, rip=127.0.0.1, lip=127.0.0.1, secured, session=");
    }

    @Test
    void marksRetrievedMessagesAsSeenAtTheEnd() throws IOException {
        Pop3Fixture.fill(folder, "two-messages.mbox");

        try (var server = new Pop3Fixture(folder, Pop3Fixture.SETTINGS)) {
            said(server, LOGIN + "RETR 1\r\nTOP 2 5\r\nQUIT\r\n");

            assertThat(server.flags())
                    .extracting(f -> f.has(Flags.SEEN))
                    .containsExactly(true, false);
        }
    }

    @Test
    void marksNothingAsSeenThatDidNotGetThrough() throws IOException {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        String large = "a line of a message that no socket holds\n".repeat(500_000);
        Files.writeString(
                spool.resolve("demo"),
                "From a@example.org Mon Nov 23 09:00:00 2026\nSubject: large\n\n" + large);

        try (var server = new Pop3Fixture(folder, Pop3Fixture.SETTINGS)) {
            try (var socket = new Socket()) {
                socket.connect(server.address());
                socket.getOutputStream()
                        .write((LOGIN + "RETR 1\r\n").getBytes(StandardCharsets.UTF_8));
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            }

            assertThat(server.flags()).noneMatch(f -> f.has(Flags.SEEN));
        }
    }

    @Test
    void leavesFlagsAloneWhereItIsTold() throws IOException {
        Pop3Fixture.fill(folder, "two-messages.mbox");
        var settings =
                new Pop3Settings(
                        Duration.ofMinutes(1), Duration.ofMinutes(1), 10, FlagUpdates.NONE);

        try (var server = new Pop3Fixture(folder, settings)) {
            said(server, LOGIN + "RETR 1\r\nQUIT\r\n");

            assertThat(server.flags()).noneMatch(f -> f.has(Flags.SEEN));
        }
    }

    @Test
    void logsOutASilentClientAndRemovesNothing() throws IOException {
        Pop3Fixture.fill(folder, "two-messages.mbox");
        var settings =
                new Pop3Settings(
                        Duration.ofMinutes(1),
                        Duration.ofMillis(200),
                        10,
                        FlagUpdates.SEEN_WHEN_RETRIEVED);

        try (var server = new Pop3Fixture(folder, settings)) {
            String said = said(server, LOGIN + "DELE 1\r\n");

            assertThat(said).endsWith("-ERR Disconnected for inactivity.\r\n");
            assertThat(server.flags()).hasSize(2);
        }
    }

    @Test
    void hangsUpOnAClientThatDoesNotLogIn() throws IOException {
        var settings =
                new Pop3Settings(
                        Duration.ofMillis(200), Duration.ofMinutes(1), 10, FlagUpdates.NONE);

        String said;
        try (var server = new Pop3Fixture(folder, settings)) {
            said = said(server, "USER demo\r\n");
        }

        assertThat(said).endsWith("+OK\r\n-ERR Disconnected for inactivity.\r\n");
    }

    /// All that the server says to these commands, until it hangs up.
    private static String said(Pop3Fixture server, String commands) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.connect(server.address());
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
