// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The programs of Postfix, by their names.
class ProgramsTest {
    private static final String REASON = "nobody answers";

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, "cleanup_replace_stray_cr_lf = no\n");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    // postqueue(1): as the super-user, when the mail system is down
    @Test
    void mailqReadsTheQueueItselfWhereNoServerRuns() throws Exception {
        String one = server.deferred("a@never.test");
        server.deferred("b@never.test", "c@never.test");
        String running = server.program("mailq");
        String json = server.program("postqueue", "-j");
        server.stop();
        Map<Path, FileTime> before = files();

        String warning = "postqueue: warning: Mail system is down -- accessing queue directly\n";
        assertThat(server.program("mailq")).isEqualTo(warning + running).contains(one);
        assertThat(server.program("postqueue", "-j")).isEqualTo(warning + json);
        assertThat(files()).isEqualTo(before);
    }

    private Map<Path, FileTime> files() throws IOException {
        var times = new TreeMap<Path, FileTime>();
        try (var all = Files.walk(folder.resolve("queue"))) {
            for (Path file : all.toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void mailqAndPostqueueListTheQueue() throws Exception {
        assertThat(server.program("mailq")).isEqualTo("Mail queue is empty\n");
        assertThat(server.program("postqueue", "-p")).isEqualTo("Mail queue is empty\n");
        assertThat(server.program("sendmail", "-bp")).isEqualTo("Mail queue is empty\n");
        assertThat(server.program("postqueue", "-j")).isEmpty();

        String id = server.deferred("a@never.test");

        assertThat(server.program("mailq"))
                .startsWith("----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient---")
                .contains(id, "(" + REASON + ")")
                .endsWith("\n-- 0 Kbytes in 1 Request.\n");
        assertThat(server.program("postqueue", "-j"))
                .startsWith("{\"queue_name\": \"deferred\", \"queue_id\": \"" + id + "\", ");
    }

    @Test
    void postqueueFlushesAllOneMessageOrOneSite() throws Exception {
        String id = server.deferred("a@never.test");
        String[][] ways = {
            {"postqueue", "-f"},
            {"postqueue", "-i", id},
            {"postqueue", "-s", "never.test"},
            {"sendmail", "-q"},
            {"sendmail", "-qInever"},
            {"sendmail", "-qRnever.test"}
        };
        int attempts = 1;
        for (String[] way : ways) {
            boolean unknown = way[1].equals("-qInever");
            assertThat(server.program(way[0], Arrays.copyOfRange(way, 1, way.length)))
                    .isEqualTo(unknown ? "69: sendmail: fatal: never is not in the queue\n" : "");
            attempts += unknown ? 0 : 1;
            int wanted = attempts;
            server.await("status", _ -> server.logged(id + ": to=") == wanted);
            server.await("status", it -> it.contains("queue: 0 active"));
        }
    }

    @Test
    void postsuperTakesIdsAndAllAndStandardInput() throws Exception {
        String one = server.deferred("a@never.test");
        String two = server.deferred("b@never.test");

        assertThat(server.program("postsuper", "-h", one))
                .isEqualTo(
                        "postsuper: %s: placed on hold\npostsuper: Placed on hold: 1 message\n"
                                .formatted(one));
        assertThat(server.program("postsuper", "-h", "ALL"))
                .isEqualTo("postsuper: Placed on hold: 1 message\n");
        assertThat(server.program("postsuper", "-H", "ALL", "deferred")).isEmpty();
        assertThat(server.type(one + "\n" + two + "\nX\n", "postsuper", "-H", "-"))
                .isEqualTo(
                        """
                        postsuper: %s: released from hold
                        postsuper: %s: released from hold
                        postsuper: Released from hold: 2 messages
                        """
                                .formatted(one, two));
        assertThat(server.program("postsuper", "-r", one))
                .matches(
                        "postsuper: %s: requeued as \\w+\npostsuper: Requeued: 1 message\n"
                                .formatted(one));
        assertThat(server.program("postsuper", "-d", "X")).isEmpty();
        assertThat(server.program("postsuper", "-d", two, "hold")).isEmpty();
        assertThat(server.program("postsuper", "-d", two, "-d", "X"))
                .isEqualTo(
                        "postsuper: %s: removed\npostsuper: Deleted: 1 message\n".formatted(two));
    }

    @Test
    void postsuperExpires() throws Exception {
        String one = server.deferred("a@never.test");
        assertThat(server.program("postsuper", "-h", one)).contains("placed on hold");

        assertThat(server.program("postsuper", "-e", one))
                .isEqualTo(
                        "postsuper: %s: expired\npostsuper: Force-expired: 1 message\n"
                                .formatted(one));
        assertThat(server.program("mailq")).contains(one + "!#");
        assertThat(server.program("postqueue", "-j")).contains("\"forced_expire\": true");

        assertThat(server.program("postsuper", "-f", one)).contains(one + ": expired\n");
        server.await("queue list", it -> !it.contains(one));
    }

    @Test
    void postcatShowsEnvelopeHeaderAndBody() throws Exception {
        String id = server.deferred("a@never.test", "staff@example.org");

        String all = server.program("postcat", "-q", id);
        assertThat(all)
                .startsWith("*** ENVELOPE RECORDS deferred/" + id + " ***\nmessage_size: ")
                .contains("\nmessage_arrival_time: ")
                .contains("\nsender: bob@client.test\n")
                .contains("\nnamed_attribute: log_client_address=127.0.0.1\n")
                .contains("\noriginal_recipient: a@never.test\nrecipient: a@never.test\n")
                .contains("original_recipient: staff@example.org\ndone_recipient: ann@example.org")
                .contains("\n*** MESSAGE CONTENTS deferred/" + id + " ***\nReceived: from ")
                .contains("\nSubject: hello\n")
                .contains("\n\nText\n*** HEADER EXTRACTED deferred/" + id + " ***\n")
                .endsWith("*** MESSAGE FILE END deferred/" + id + " ***\n");
        assertThat(server.program("postcat", "-bq", id)).isEqualTo("\nText\n");
        assertThat(server.program("postcat", "-qh", id)).startsWith("Received: ").endsWith("\n");
        assertThat(server.program("postcat", "-qe", id))
                .contains("*** MESSAGE CONTENTS")
                .doesNotContain("Received:", "Text");
        assertThat(server.program("postcat", "-q", "X"))
                .isEqualTo("1: postcat: fatal: open queue file X: X is not in the queue\n");
    }

    @Test
    void postcatShowsTheOctetsOfTheMessage() throws Exception {
        String body = "\nM\u00fcller\rand \u00e4\r\r\u00ff\n";
        assertThat(server.type(ISO_8859_1, body, "sendmail", "a@never.test")).isEmpty();
        server.await("queue list --json", it -> it.contains("delay_reason"));
        String id =
                server.program("postqueue", "-j").replaceAll("(?s).*queue_id\": \"(\\w+).*", "$1");

        assertThat(server.type(ISO_8859_1, "", "postcat", "-qb", id)).isEqualTo(body);
    }

    @Test
    void qshapeCountsByDomainAndAge() throws Exception {
        server.deferred("a@never.test", "b@never.test", "c@a.never.test");

        assertThat(server.program("qshape", "deferred"))
                .isEqualTo(
                        """
                        %42s  5 10 20 40 80 160 320 640 1280 1280+
                        %39s  3  3  0  0  0  0   0   0   0    0     0
                        %39s  2  2  0  0  0  0   0   0   0    0     0
                        %39s  1  1  0  0  0  0   0   0   0    0     0
                        """
                                .formatted("T", "TOTAL", "never.test", "a.never.test"));
        assertThat(server.program("qshape", "-s", "-b", "2", "deferred"))
                .endsWith("TOTAL  1  1  0\n" + " ".repeat(60) + "client.test  1  1  0\n");
        assertThat(server.program("qshape")).doesNotContain("never.test").contains("TOTAL  0  0");
    }

    @Test
    void postmapAsksAndListsTables() throws Exception {
        Path table = folder.resolve("table");
        Files.writeString(table, "# comment\none  first value\nTwo second\n");
        String name = "texthash:" + table;

        assertThat(server.program("postmap", "-q", "ONE", name)).isEqualTo("first value\n");
        assertThat(server.program("postmap", "-q", "x", name)).isEqualTo("1: ");
        assertThat(server.program("postmap", "-q", "x", name, "static:all")).isEqualTo("all\n");
        assertThat(server.type("one\nx\ntwo\n", "postmap", "-q", "-", "hash:" + table))
                .isEqualTo("one\tfirst value\ntwo\tsecond\n");
        assertThat(server.program("postmap", "-s", name))
                .isEqualTo("one\tfirst value\ntwo\tsecond\n");
        assertThat(server.program("postmap", "-s", "static:x"))
                .isEqualTo("1: postmap: fatal: table static:x: its entries cannot be listed\n");
        assertThat(server.program("postmap", "-q", "x", "fail:why"))
                .isEqualTo("1: postmap: fatal: table fail:why: query error: fail:why\n");
        assertThat(server.program("postmap", "hash:" + table)).isEmpty();
        assertThat(server.program("newaliases")).isEmpty();
        assertThat(server.program("sendmail", "-bi")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postqueue -x        | 64: postqueue: fatal: usage: postqueue -f
                    postqueue           | 64: postqueue: fatal: usage: postqueue -f
                    postqueue -p -f     | 64: postqueue: fatal: usage: postqueue -f
                    postqueue -i X      | 69: postqueue: fatal: X is not in the queue
                    postsuper -z        | 64: postsuper: fatal: usage: postsuper [-c config_dir]
                    postsuper -d X junk | 1: postsuper: fatal: there is no queue "junk"
                    postcat file        | 1: postcat: fatal: there are no queue files
                    qshape -h           | 1: qshape: fatal: Usage: qshape
                    postmap             | 1: postmap: fatal: usage: postmap
                    postmap -q x /no    | 1: postmap: fatal: cannot read /no
                    sendmail -bp x      | 64: sendmail: fatal: display queue mode requires no recipient
                    sendmail -bd        | 69: sendmail: fatal: the server is started by "mailroom start"
                    sendmail -Z         | 64: sendmail: fatal: usage: sendmail [options]
                    sendmail -N junk x  | 64: sendmail: fatal: bad -N option value
                    sendmail -R junk x  | 64: sendmail: fatal: bad -R option value
                    """)
    void saysWhatIsWrong(String line, String said) {
        String[] words = line.split(" ", -1);

        assertThat(server.program(words[0], Arrays.copyOfRange(words, 1, words.length)))
                .startsWith(said);
    }
}
