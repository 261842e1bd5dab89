// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Milters that answer with anything: the client hears a reply to each command, and the server goes
/// on.
class HostileMilterTest {
    private static final int SESSIONS = 40;
    private static final String COMMANDS = "Oacdrty4s+-bmhieq2pOX\0\u00ff";
    private static final byte[] AGREES = {
        0, 0, 0, 13, 'O', 0, 0, 0, 6, 0, 0, 1, (byte) 255, 0, 0, 0, 0
    };

    @TempDir Path folder;

    @FunctionalInterface
    private interface Answers {
        /// What comes for one packet of the server.
        void write(char command, DataOutputStream out) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void goesOnWhateverAMilterSays(long seed) throws Exception {
        var random = new Random(seed);
        try (var milter = listen();
                Mailroom server = start(milter)) {
            serve(milter, (command, out) -> answer(command, random, out));

            for (int i = 0; i < SESSIONS; i++) {
                assertThat(lastReply(server))
                        .as("seed %d, session %d", seed, i)
                        .matches("[2-5]\\d\\d[ -].*");
            }

            assertGoesOn(server);
        }
    }

    /// Changes without end, or as many as a message has room for.
    @ParameterizedTest
    @ValueSource(strings = {"+a@x.test\0", "bxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "hX\0y\0", "p"})
    void endsChangesThatDoNotEnd(String change) throws Exception {
        try (var milter = listen();
                Mailroom server = start(milter)) {
            byte[] octets = change.getBytes(StandardCharsets.ISO_8859_1);
            serve(
                    milter,
                    (command, out) -> {
                        if (command == 'O') {
                            out.write(AGREES);
                        } else if (command == 'E') {
                            while (true) {
                                out.writeInt(octets.length);
                                out.write(octets);
                            }
                        } else if (command != 'D') {
                            out.write(new byte[] {0, 0, 0, 1, 'c'});
                        }
                    });

            assertThat(lastReply(server)).matches("4\\d\\d .*");
            assertGoesOn(server);
        }
    }

    private static void answer(char command, Random random, DataOutputStream out)
            throws IOException {
        if (command == 'O' && random.nextInt(8) > 0) {
            out.write(AGREES);
            return;
        }
        if (command == 'D') {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> out.write(octets(random, random.nextInt(64)));
            case 1 -> out.writeInt(random.nextInt());
            case 2, 3 -> packet('c', new byte[0], out);
            default ->
                    packet(
                            COMMANDS.charAt(random.nextInt(COMMANDS.length())),
                            octets(random, random.nextInt(random.nextInt(4) == 0 ? 70_000 : 32)),
                            out);
        }
    }

    private static void packet(char command, byte[] data, DataOutputStream out) throws IOException {
        out.writeInt(1 + data.length);
        out.write(command);
        out.write(data);
    }

    private static byte[] octets(Random random, int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static void serve(ServerSocket milter, Answers answers) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (true) {
                                try (Socket server = milter.accept()) {
                                    talk(server, answers);
                                } catch (IOException gone) {
                                    if (milter.isClosed()) {
                                        return;
                                    }
                                }
                            }
                        });
    }

    private static void talk(Socket server, Answers answers) throws IOException {
        var in = new DataInputStream(server.getInputStream());
        var out = new DataOutputStream(server.getOutputStream());
        while (true) {
            byte[] packet = in.readNBytes(in.readInt());
            char command = (char) packet[0];
            if (command == 'Q') {
                return;
            }
            answers.write(command, out);
        }
    }

    private Mailroom start(ServerSocket milter) throws IOException {
        return Mailroom.start(
                TestConfiguration.in(
                        folder,
                        """
                        smtp/smtpd_milters = inet:127.0.0.1:%d
                        milter_connect_timeout = 1
                        milter_command_timeout = 1
                        milter_content_timeout = 1
                        milter_default_action = tempfail
                        smtpd_client_connection_count_limit = 0
                        """
                                .formatted(milter.getLocalPort())));
    }

    /// Sends a message as far as the server lets it.
    private static String lastReply(Mailroom server) throws IOException {
        try (var client = new Peer(server.address("smtp"))) {
            String reply = client.line();
            for (String command :
                    new String[] {
                        "HELO client.test",
                        "MAIL FROM:<a@client.test>",
                        "RCPT TO:<demo@example.org>",
                        "DATA",
                        "Subject: x\r\n\r\ny\r\n."
                    }) {
                if (!reply.matches("[23].*")) {
                    return reply;
                }
                client.say(command);
                reply = client.line();
            }
            return reply;
        }
    }

    // A door without milters takes mail
    private void assertGoesOn(Mailroom server) throws IOException {
        try (var client = new Peer(server.address("lmtp"))) {
            client.upTo("220 ");
            client.say("LHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<a@client.test>");
            assertThat(client.line()).startsWith("250 ");
            client.say("RCPT TO:<demo@example.org>");
            assertThat(client.line()).startsWith("250 ");
        }
        assertThat(Files.readString(folder.resolve("mail.log"))).doesNotContain("Exception");
    }
}
