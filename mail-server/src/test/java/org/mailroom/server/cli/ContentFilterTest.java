// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.server.FilterProgram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// Mail that goes to a filter when it is queued, and comes back by another port.
class ContentFilterTest {
    private static final String BACK = "127.0.0.1:0";
    private static final String RETURN =
            """
            127.0.0.1:0/inet/command = smtpd
            127.0.0.1:0/inet/content_filter =
            127.0.0.1:0/inet/syslog_name = postfix/back
            """;

    @TempDir Path folder;

    private final AtomicReference<InetSocketAddress> back = new AtomicReference<>();

    private interface Scene {
        void play(LocalServer server, FilterProgram filter) throws Exception;
    }

    @Test
    void filtersAMessageOnceForAllItsRecipients() throws Exception {
        play(
                RETURN + "content_filter = smtp:[127.0.0.1]:PORT\n",
                (server, filter) -> {
                    server.send("bob@client.test", "ann@example.org", "staff@example.org");

                    server.await("status", _ -> server.mailbox().contains("Text"));
                    assertThat(server.mailbox())
                            .containsOnlyOnce("X-Filtered: yes")
                            .containsOnlyOnce("Subject: hello");
                    assertThat(filter.heard())
                            .containsSubsequence(
                                    "RCPT TO:<ann@example.org>",
                                    "RCPT TO:<staff@example.org>",
                                    "DATA")
                            .containsOnlyOnce("DATA");
                    server.awaitLog("relay=127.0.0.1[127.0.0.1]:" + filter.port());
                    assertThat(server.log())
                            .containsPattern("postfix/back/smtpd\\[\\d+]: \\w+: client=");
                });
    }

    @Test
    void givesToFiltersOnlyWhatComesByTheirService() throws Exception {
        play(
                RETURN + "pickup/unix/content_filter = smtp:[127.0.0.1]:PORT\n",
                (server, filter) -> {
                    server.send("bob@client.test", "ann@example.org");
                    server.await("status", _ -> server.mailbox().contains("hello"));
                    assertThat(server.mailbox()).doesNotContain("X-Filtered");

                    server.type("Subject: local\n\nText\n", "sendmail", "ann");

                    server.await("status", _ -> server.mailbox().contains("Subject: local"));
                    assertThat(server.mailbox()).contains("X-Filtered: yes");
                    assertThat(filter.heard()).containsOnlyOnce("DATA");
                });
    }

    @Test
    void givesWhatIsRequeuedToTheFilterOfSendmail() throws Exception {
        play(
                RETURN + "pickup/unix/content_filter = smtp:[127.0.0.1]:PORT\n",
                (server, filter) -> {
                    server.deferred("ann@never.test");

                    server.mailroom("queue", "requeue", "ALL");

                    server.await("status", _ -> filter.heard().contains("DATA"));
                });
    }

    @Test
    void keepsMailUntilTheFilterAnswers() throws Exception {
        int port;
        try (var closed = new FilterProgram(back::get)) {
            port = closed.port();
        }
        var server = server(RETURN + "content_filter = smtp:[127.0.0.1]:" + port + "\n");
        try {
            String id = server.send("bob@client.test", "ann@example.org");
            server.awaitLog("status=deferred (connect to 127.0.0.1[127.0.0.1]:" + port);
            assertThat(server.mailroom("queue", "list", "--json")).contains(id);

            try (var filter = new FilterProgram(port, back::get)) {
                server.mailroom("queue", "flush");

                server.await("status", _ -> server.mailbox().contains("Text"));
                assertThat(server.mailbox()).containsOnlyOnce("X-Filtered: yes");
                assertThat(filter.heard()).containsOnlyOnce("DATA");
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void filtersNoNotifications() throws Exception {
        play(
                RETURN + "content_filter = smtp:[127.0.0.1]:PORT\n",
                (server, filter) -> {
                    server.send("ann@example.org", "refused@far.test");

                    server.await("status", _ -> server.mailbox().contains("not this one"));
                    assertThat(server.mailbox()).doesNotContain("X-Filtered");
                    assertThat(filter.heard()).doesNotContain("DATA");
                });
    }

    @Test
    void tellsWhatWouldBecomeOfMailBehindTheFilter() throws Exception {
        play(
                RETURN + "content_filter = smtp:[127.0.0.1]:PORT\n",
                (server, filter) -> {
                    server.program("sendmail", "-bv", "-f", "ann@example.org", "staff");

                    server.await("status", _ -> server.mailbox().contains("Action: deliverable"));
                    assertThat(filter.heard()).isEmpty();
                });
    }

    @Test
    void endsLoops() throws Exception {
        String looping =
                """
                hopcount_limit = 5
                127.0.0.1:0/inet/command = smtpd
                content_filter = smtp:[127.0.0.1]:PORT
                """;
        play(
                looping,
                (server, filter) -> {
                    server.send("ann@example.org", "x@never.test");

                    server.await("status", _ -> server.mailbox().contains("too many hops"));
                    assertThat(filter.heard().stream().filter("DATA"::equals)).hasSize(6);
                });
    }

    @Test
    void obeysTablesThatNameAnotherFilter() throws Exception {
        play(
                RETURN
                        + """
                        content_filter = smtp:[127.0.0.1]:1
                        smtp/inet/smtpd_sender_restrictions = check_sender_access
                         inline:{{by@client.test=FILTER smtp:[127.0.0.1]:PORT}}
                        smtp/inet/syslog_name = postfix/front
                        header_checks = regexp:{{/^Subject: hello/ FILTER smtp:[127.0.0.1]:2}}
                        127.0.0.1:0/inet/receive_override_options = no_header_body_checks
                        smtp/inet/receive_override_options = no_header_body_checks
                        """,
                (server, _) -> {
                    server.send("by@client.test", "ann@example.org");
                    server.await("status", _ -> server.mailbox().contains("Text"));
                    server.send("other@client.test", "ann@example.org");
                    server.awaitLog("connect to 127.0.0.1[127.0.0.1]:1: Connection refused");

                    server.type("Subject: hello\n\nText\n", "sendmail", "ann");
                    server.awaitLog("connect to 127.0.0.1[127.0.0.1]:2: Connection refused");
                });
    }

    @Test
    void leavesOutWhatIsDoneBehindTheFilter() throws Exception {
        play(
                RETURN
                        + """
                        content_filter = smtp:[127.0.0.1]:PORT
                        always_bcc = copy@never.test
                        canonical_maps = inline:{old@example.org=new@example.org}
                        virtual_alias_maps = inline:{new@example.org=ann@example.org}
                        local_recipient_maps = $passdb
                        header_checks = regexp:{{/^Subject: bad/ REJECT no}}
                        smtpd_milters = inet:127.0.0.1:1
                        smtp/inet/receive_override_options = no_address_mappings,
                         no_unknown_recipient_checks no_milters
                        127.0.0.1:0/inet/receive_override_options = no_milters
                        """,
                (server, filter) -> {
                    server.send("bob@client.test", "old@example.org");

                    server.await("status", _ -> server.mailbox().contains("Text"));
                    server.awaitLog("to=<copy@never.test>");
                    assertThat(rcpt(filter)).containsExactly("RCPT TO:<old@example.org>");
                });
    }

    @Test
    void mapsAddressesOnceWhereTheSecondPortLeavesItOut() throws Exception {
        play(
                RETURN
                        + """
                        content_filter = smtp:[127.0.0.1]:PORT
                        virtual_alias_maps = inline:{{ann@example.org=ann@example.org x@never.test}}
                        always_bcc = copy@never.test
                        127.0.0.1:0/inet/receive_override_options = no_address_mappings
                        """,
                (server, filter) -> {
                    server.send("bob@client.test", "ann@example.org");

                    server.await("status", _ -> server.mailbox().contains("Text"));
                    server.awaitLog("to=<copy@never.test>");
                    assertThat(rcpt(filter)).hasSize(3);
                    assertThat(server.logged("to=<x@never.test>")).isEqualTo(2);
                });
    }

    @Test
    void takesTheNextHopOfFiltersThatHaveNone() throws Exception {
        play(
                RETURN + "content_filter = smtp:\ndefault_filter_nexthop = [127.0.0.1]:PORT\n",
                (server, _) -> {
                    server.send("bob@client.test", "ann@example.org");

                    server.await("status", _ -> server.mailbox().contains("X-Filtered"));
                });
    }

    private static List<String> rcpt(FilterProgram filter) {
        return filter.heard().stream().filter(Pattern.compile("^RCPT").asPredicate()).toList();
    }

    private void play(String configuration, Scene scene) throws Exception {
        try (var filter = new FilterProgram(back::get)) {
            LocalServer server = server(configuration.replace("PORT", "" + filter.port()));
            try {
                scene.play(server, filter);
            } finally {
                server.stop();
            }
        }
    }

    private LocalServer server(String configuration) throws IOException, InterruptedException {
        var server = new LocalServer(folder, configuration);
        back.set(server.address(BACK));
        return server;
    }
}
