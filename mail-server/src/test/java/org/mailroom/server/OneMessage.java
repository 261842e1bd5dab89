// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.awaitility.Awaitility.await;

import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A server that runs for one message.
final class OneMessage {
    private OneMessage() {}

    /// Starts the server in that folder, sends the message, waits until it is gone or has to wait,
    /// and answers a line of the log.
    ///
    /// @param recipients lines of RCPT
    /// @param text lines without the dot at the end
    /// @param sign what only the line has
    static String sent(Path folder, String recipients, String text, String sign)
            throws IOException {
        return sent(folder, inClear(text, recipients), sign);
    }

    /// How the message is brought to the door of the server.
    interface Bringer {
        void bring(InetSocketAddress door) throws IOException;
    }

    /// From `sender@client.test`, in clear.
    static Bringer inClear(String text, String recipients) {
        return door -> bring(door, recipients, text);
    }

    static String sent(Path folder, Bringer bringer, String sign) throws IOException {
        try (var server = Mailroom.start(MainCf.load(folder, List.of()))) {
            bringer.bring(server.address("smtp"));
            Path log = folder.resolve("mail.log");
            await().atMost(Duration.ofSeconds(30)).until(() -> isOver(Files.readString(log), sign));
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains(sign))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void bring(InetSocketAddress door, String recipients, String text)
            throws IOException {
        try (var client = new Peer(door)) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<sender@client.test>\r\n" + recipients + "\r\nDATA");
            client.upTo("354");
            client.say(text + "\r\n.");
            client.upTo("250 2.0.0");
        }
    }

    private static boolean isOver(String log, String sign) {
        return log.contains(sign) && (log.contains(": removed") || log.contains("status=deferred"));
    }
}
