// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/// Mail that goes through a filter before it is queued (`smtpd_proxy_filter`).
class ProxyFilterTest {
    private static final String BACK = "127.0.0.1:0";
    private static final String FIRST = "Subject: one\r\n\r\n";

    @TempDir Path folder;

    private final AtomicReference<InetSocketAddress> back = new AtomicReference<>();

    private interface Scene {
        void play(Peer client, FilterProgram filter) throws Exception;
    }

    @Test
    void passesOnWhatTheClientSaysAndWhatTheFilterAnswers() throws Exception {
        play(
                "",
                (client, filter) -> {
                    begin(client, "demo@example.org");

                    assertThat(content(client, FIRST + "..dot\r\nText"))
                            .startsWith("250 2.0.0 Ok: queued as ");

                    awaitMailbox("Text");
                    assertThat(mailbox())
                            .containsOnlyOnce("X-Filtered: yes")
                            .containsOnlyOnce("\n.dot\n")
                            .contains("(Mailroom) with ESMTP id NOQUEUE");
                    assertThat(filter.heard())
                            .contains(
                                    "EHLO mail.example.org",
                                    "XFORWARD NAME=localhost ADDR=127.0.0.1",
                                    "XFORWARD PROTO=ESMTP HELO=client.test",
                                    "MAIL FROM:<a@client.test>",
                                    "RCPT TO:<demo@example.org>");
                    assertThat(log())
                            .contains(": NOQUEUE: client=localhost[127.0.0.1]\n")
                            .containsPattern(
                                    "NOQUEUE: proxy-accept: END-OF-MESSAGE from"
                                        + " localhost\\[127.0.0.1]: 250 2.0.0 Ok: queued as \\w+;"
                                        + " from=<a@client.test> to=<demo@example.org> proto=ESMTP"
                                        + " helo=<client.test>\n");
                });
    }

    @Test
    void letsTheFilterRefuseRecipients() throws Exception {
        play(
                "",
                (client, _) -> {
                    begin(client, "demo@example.org");
                    assertThat(asked(client, "RCPT TO:<demo+refused@example.org>"))
                            .isEqualTo("550 5.1.1 not this one");

                    assertThat(content(client, FIRST + "Text")).startsWith("250 2.0.0 Ok");

                    awaitMailbox("Text");
                });
    }

    @Test
    void letsTheFilterRefuseTheMessage() throws Exception {
        play(
                "",
                (client, _) -> {
                    begin(client, "demo@example.org");

                    assertThat(content(client, FIRST + "a virus")).isEqualTo("554 5.7.1 a virus");

                    begin(client, "demo@example.org");
                    assertThat(content(client, FIRST + "none")).startsWith("250 2.0.0 Ok");
                    awaitMailbox("none");
                    assertThat(mailbox()).doesNotContain("a virus");
                    assertThat(log()).contains("NOQUEUE: proxy-reject: END-OF-MESSAGE from");
                });
    }

    @Test
    void tellsTheFilterOfNothingBeforeAllIsThere() throws Exception {
        play(
                "smtp/inet/smtpd_proxy_options = speed_adjust\n",
                (client, filter) -> {
                    begin(client, "demo@example.org");
                    assertThat(asked(client, "RCPT TO:<demo+refused@example.org>"))
                            .startsWith("250 ");
                    assertThat(asked(client, "DATA")).startsWith("354 ");
                    assertThat(filter.heard()).isEmpty();
                    client.say(FIRST + "Text\r\n.");
                    assertThat(client.line()).isEqualTo("550 5.1.1 not this one");

                    begin(client, "demo@example.org");
                    assertThat(content(client, FIRST + "Text")).startsWith("250 2.0.0 Ok");
                    awaitMailbox("Text");
                });
    }

    @Test
    void passesOnChunks() throws Exception {
        play(
                "",
                (client, _) -> {
                    begin(client, "demo@example.org");

                    client.say("BDAT 14\r\nSubject: one");
                    assertThat(client.line()).startsWith("250 ");
                    client.say("BDAT 8 LAST\r\n\r\nText");

                    assertThat(client.line()).startsWith("250 2.0.0 Ok: queued as ");
                    awaitMailbox("Text");
                });
    }

    @Test
    void tellsClientsToComeAgainWhereTheFilterIsAway() throws Exception {
        int port;
        try (var closed = new FilterProgram(back::get)) {
            port = closed.port();
        }
        try (var server = Mailroom.start(TestConfiguration.in(folder, proxied(port)));
                var client = new Peer(server.address("smtp"))) {
            greet(client);
            assertThat(asked(client, "MAIL FROM:<a@client.test>")).startsWith("250 ");
            assertThat(asked(client, "RCPT TO:<demo@example.org>"))
                    .isEqualTo("451 4.3.0 Error: queue file write error");
            assertThat(asked(client, "DATA")).startsWith("554 5.5.1");
            awaitLog("warning: connect to proxy filter 127.0.0.1:" + port + ": Connection refused");
        }
    }

    @Test
    void tellsClientsToComeAgainWhereTheFilterBreaksOff() throws Exception {
        play(
                "",
                (client, _) -> {
                    back.set(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
                    begin(client, "demo@example.org");

                    assertThat(content(client, FIRST + "Text"))
                            .isEqualTo("451 4.3.0 Error: queue file write error");

                    awaitLog("warning: lost connection with proxy 127.0.0.1:");
                });
    }

    // What a lenient filter takes for the end of a line, or of a message, never reaches it
    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\n.\r"})
    void letsNobodySmuggleAMessageThroughTheFilter(String end) throws Exception {
        play(
                "cleanup_replace_stray_cr_lf = no\n",
                (client, filter) -> {
                    begin(client, "demo@example.org");
                    String second = "MAIL FROM:<evil@client.test>\r\nRCPT TO:<demo@example.org>";

                    assertThat(content(client, FIRST + "Text" + end + second))
                            .startsWith("250 2.0.0 Ok");

                    awaitMailbox("evil@client.test");
                    assertThat(filter.heard())
                            .filteredOn(it -> it.startsWith("MAIL"))
                            .containsExactly("MAIL FROM:<a@client.test>");
                });
    }

    @Test
    void refusesWhatIsTooBigBeforeTheFilterHasIt() throws Exception {
        play(
                "smtp/inet/message_size_limit = 1000\n",
                (client, filter) -> {
                    begin(client, "demo@example.org");

                    assertThat(content(client, FIRST + "x".repeat(900) + "\r\n" + "x".repeat(900)))
                            .isEqualTo("552 5.3.4 Error: message file too big");

                    assertThat(filter.heard()).contains("DATA").doesNotContain("QUIT");
                });
    }

    @Test
    void prependsFieldsAndWarnsOfWhatCannotBeDone() throws Exception {
        play(
                """
                smtp/inet/smtpd_sender_restrictions = check_sender_access
                 inline:{{a@client.test=PREPEND X-Seen: yes}},
                 check_sender_access inline:{{a@client.test=HOLD}}
                """,
                (client, _) -> {
                    begin(client, "demo@example.org");

                    assertThat(content(client, FIRST + "Text")).startsWith("250 2.0.0 Ok");

                    awaitMailbox("Text");
                    assertThat(mailbox()).contains("X-Seen: yes\n");
                    awaitLog(
                            "warning: with smtpd_proxy_filter specified, action HOLD is"
                                    + " unavailable");
                });
    }

    @Test
    void offersNothingThatItCannotKeepBehindAFilter() throws Exception {
        try (var server = Mailroom.start(TestConfiguration.in(folder, proxied(1)));
                var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            assertThat(client.upTo("250 ")).doesNotContain("FUTURERELEASE", "REQUIRETLS");
        }
    }

    @Test
    void saysWhatIsNoPlaceForAFilter() throws Exception {
        var main = TestConfiguration.in(folder, "submission/inet/smtpd_proxy_filter = nowhere\n");

        assertThat(Preflight.check(main).faults())
                .anyMatch(
                        it ->
                                it.endsWith(
                                        "submission/inet/smtpd_proxy_filter = nowhere: expected"
                                                + " host:port, a port, or unix:/path"));
    }

    @Test
    void greetsTheFilterByAnotherName() throws Exception {
        play(
                "smtpd_proxy_ehlo = inner.example.org\n",
                (client, filter) -> {
                    begin(client, "demo@example.org");

                    assertThat(filter.heard()).contains("EHLO inner.example.org");
                });
    }

    @Test
    void waitsForTheFilterAsLongAsItMay() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var server =
                        Mailroom.start(
                                TestConfiguration.in(
                                        folder,
                                        proxied(silent.getLocalPort())
                                                + "smtpd_proxy_timeout = 1s\n"));
                var client = new Peer(server.address("smtp"))) {
            greet(client);
            assertThat(asked(client, "MAIL FROM:<a@client.test>")).startsWith("250 ");

            assertThat(asked(client, "RCPT TO:<demo@example.org>"))
                    .isEqualTo("451 4.3.0 Error: queue file write error");
        }
    }

    private void play(String more, Scene scene) throws Exception {
        try (var filter = new FilterProgram(back::get);
                var server =
                        Mailroom.start(
                                TestConfiguration.in(folder, proxied(filter.port()) + more));
                var client = new Peer(server.address("smtp"))) {
            back.set(server.address(BACK));
            greet(client);
            scene.play(client, filter);
        }
    }

    private static String proxied(int port) {
        return """
        smtp/inet/smtpd_proxy_filter = 127.0.0.1:PORT
        127.0.0.1:0/inet/command = smtpd
        """
                .replace("PORT", Integer.toString(port));
    }

    private static void greet(Peer client) throws IOException {
        client.upTo("220 ");
        client.say("EHLO client.test");
        client.upTo("250 ");
    }

    private static void begin(Peer client, String recipient) throws IOException {
        assertThat(asked(client, "MAIL FROM:<a@client.test>")).startsWith("250 ");
        assertThat(asked(client, "RCPT TO:<" + recipient + ">")).isEqualTo("250 2.1.5 Ok");
    }

    private static String content(Peer client, String text) throws IOException {
        assertThat(asked(client, "DATA")).startsWith("354 ");
        return asked(client, text + "\r\n.");
    }

    private static String asked(Peer client, String line) throws IOException {
        client.say(line);
        return client.line();
    }

    private void awaitMailbox(String text) {
        await().until(() -> mailbox().contains(text));
    }

    private String mailbox() throws IOException {
        Path box = folder.resolve("mail/demo");
        return Files.exists(box) ? Files.readString(box) : "";
    }

    private void awaitLog(String text) {
        await().untilAsserted(() -> assertThat(log()).contains(text));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("mail.log"));
    }
}
