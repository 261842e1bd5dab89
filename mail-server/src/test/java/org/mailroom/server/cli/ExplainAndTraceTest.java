// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// `mailroom explain` and `mailroom trace`.
class ExplainAndTraceTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                new LocalServer(
                        folder,
                        """
                        virtual_alias_domains = alias.test
                        virtual_alias_maps = inline:{ sales@alias.test=ann }
                        canonical_maps = inline:{ boss@example.org=bob.builder@example.org }
                        alias_maps = texthash:$config_directory/aliases inline:{ bob.builder=ann }
                        recipient_delimiter = +
                        """
                                + ("forward_path = " + folder + "/forward\n"));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void explainsALocalUserAndItsAlias() {
        assertThat(server.mailroom("explain", "Staff"))
                .isEqualTo(
                        """
                        Staff@example.org
                          class:      local
                          exists:     yes
                          table:      alias_maps texthash:%1$s/aliases: ann
                          table:      local_recipient_maps texthash:%1$s/aliases: found
                          delivered to: ann@example.org
                          transport:  local
                          mailbox:    ann in %1$s/mail/ann
                          filter:     none
                        """
                                .formatted(folder));
        assertThat(server.mailroom("explain", "ann@example.org"))
                .contains("local_recipient_maps passwd-file:" + folder + "/users: found\n")
                .doesNotContain("secret");
    }

    @Test
    void explainsOtherClasses() {
        assertThat(server.mailroom("explain", "sales@alias.test"))
                .contains("  class:      virtual alias\n  exists:     yes\n")
                .contains("virtual_alias_maps inline:{ sales@alias.test=ann }: ann\n")
                .contains("  delivered to: ann@example.org\n  transport:  local\n");
        assertThat(server.mailroom("explain", "a@never.test"))
                .contains("  class:      default\n")
                .contains("transport_maps texthash:%s/transport: retry:4.4.1".formatted(folder))
                .contains("  deferred:   4.4.1 nobody answers\n");
        assertThat(server.mailroom("explain", "a@other.test"))
                .endsWith("  transport:  smtp\n  next hop:   other.test\n");
        assertThat(server.mailroom("explain", "eve@example.org"))
                .contains("  exists:     no: User unknown in local recipient table\n")
                .contains("  returned:   5.1.1 unknown user: \"eve\"\n");
        assertThat(server.mailroom("explain", "a b@c d"))
                .isEqualTo("1: error: expected an address, not \"a b@c d\"\n");
    }

    @Test
    void explainsTheWayOfRealMail() {
        assertThat(server.mailroom("explain", "boss+foo"))
                .isEqualTo(
                        """
                        boss+foo@example.org
                          class:      local
                          exists:     yes
                          table:      canonical_maps inline:{ boss@example.org=bob.builder@example.org }: bob.builder@example.org
                          rewritten:  bob.builder+foo@example.org
                          table:      alias_maps inline:{ bob.builder=ann }: ann
                          table:      local_recipient_maps inline:{ bob.builder=ann }: found
                          delivered to: ann@example.org
                          transport:  local
                          mailbox:    ann in %s/mail/ann
                          filter:     none
                        """
                                .formatted(folder));
    }

    @Test
    void namesTheTablesBehindAnAlias() {
        assertThat(server.mailroom("explain", "sales@alias.test"))
                .doesNotContain(" (for ann@example.org)");
        assertThat(server.mailroom("explain", "team"))
                .contains(": ann (for owner-team@example.org)");
    }

    @Test
    void tellsOfTheFileOfAUser() throws Exception {
        Path file = Files.writeString(folder.resolve("forward"), "x@other.test\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(server.mailroom("explain", USER))
                .contains("  forward:    " + file + "\n  ")
                .contains("  delivered to: x@other.test\n");

        Files.writeString(file, "x@other.test, :include:/etc/passwd\n");
        String why = ".forward is not used: ";
        assertThat(server.mailroom("explain", USER))
                .contains("  forward:    " + file + "\n  forward:    " + why)
                .contains("  mailbox:    " + USER + " in ");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(server.mailroom("explain", USER))
                .contains("  forward:    " + file + " is not used: others may write to it\n");
    }

    @Test
    void warnsOnceAnHourOfAFileThatIsNotUsed() throws Exception {
        Path file = Files.writeString(folder.resolve("forward"), ":include:/etc/passwd\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        for (String user : List.of(USER, USER, USER + "+x")) {
            String id = server.send("ann@example.org", user + "@example.org");
            server.await("trace " + id, it -> it.contains("status="));
        }

        assertThat(server.log().lines().filter(it -> it.contains(".forward is not used")))
                .singleElement()
                .asString()
                .containsPattern(
                        "postfix/local\\[\\d+]: warning: "
                                + USER
                                + "@example.org: .forward is not");
    }

    @Test
    void explainsWhatIsOnDisk() throws Exception {
        Path file = folder.resolve("main.cf");
        Files.writeString(
                file, Files.readString(file) + "relayhost = [hop.test]\nsmtp_listen = 25\n");
        String onDisk = "by the configuration on disk: " + folder + "\nx@other.test\n";

        assertThat(server.mailroom("explain", "x@other.test"))
                .startsWith("x@other.test\n")
                .endsWith("  next hop:   other.test\n");
        assertThat(server.mailroom("explain", "--offline", "x@other.test"))
                .startsWith(onDisk)
                .endsWith("  next hop:   [hop.test]\n");
        server.stop();
        assertThat(server.mailroom("explain", "x@other.test"))
                .startsWith(onDisk)
                .endsWith("  next hop:   [hop.test]\n");
        assertThat(server.mailroom("explain", "a b@c d"))
                .isEqualTo("1: error: expected an address, not \"a b@c d\"\n");
        Files.writeString(file, Files.readString(file) + "maximal_backoff_time = 20x\n");
        assertThat(server.mailroom("explain", "x@other.test"))
                .startsWith("1: mailroom: ")
                .contains("20x");
    }

    @Test
    void explainsAListWithAnOwner() {
        assertThat(server.mailroom("explain", "team"))
                .endsWith(
                        """
                          delivered to: team@example.org
                          transport:  local
                          bounces to: owner-team@example.org
                          member:     ann@example.org
                          member:     x@other.test
                        """);
    }

    @Test
    void tracesAMessageAndAnAddress() throws Exception {
        String id = server.deferred("a@never.test");
        String other = server.deferred("b@never.test");
        String older = "Nov 22 09:00:00 mail.example.org postfix/qmgr[1]: 4aaaaaaaaaz1: ";
        Files.writeString(folder.resolve("mail.log.1"), older + "removed\n");
        gzip("mail.log.2.gz", older + "from=<A@never.test>, size=1, nrcpt=1 (queue active)\n");
        Files.writeString(folder.resolve("mail.log.bak"), older + "not this\n");

        assertThat(server.mailroom("trace", id))
                .contains(id + ": client=localhost[127.0.0.1]")
                .contains(id + ": message-id=<")
                .contains(id + ": to=<a@never.test>, relay=none")
                .contains("\n\nQueue ID:     " + id + "\n")
                .doesNotContain(other);
        assertThat(server.mailroom("trace", "a@never.test"))
                .startsWith(
                        older
                                + "from=<A@never.test>, size=1, nrcpt=1 (queue active)\n"
                                + older
                                + "removed\n")
                .contains(id + ": to=<a@never.test>")
                .doesNotContain(other, "not this");
        assertThat(server.mailroom("trace", "x@nowhere.test"))
                .isEqualTo("1: mailroom: neither log nor queue know anything of x@nowhere.test\n");
    }

    private void gzip(String name, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void followsARequeuedMessageToItsNewId() throws Exception {
        String id = server.deferred("a@never.test");
        server.mailroom("queue", "requeue", "ALL");
        server.await("queue list", it -> it.contains("nobody answers") && !it.contains(id));
        String now = server.mailroom("queue", "list").lines().skip(1).findFirst().orElseThrow();
        String next = now.substring(0, now.indexOf(' '));

        assertThat(server.mailroom("trace", id))
                .containsPattern(
                        "postfix/pickup\\[\\d+]: %s: uid=\\d+ from=<[^>]+> orig_id=%s\n"
                                .formatted(next, id))
                .containsPattern("postfix/qmgr\\[\\d+]: %s: removed\n".formatted(id))
                .containsPattern("postfix/postsuper\\[\\d+]: %s: requeued\n".formatted(id))
                .contains(next + ": to=<a@never.test>", "\n\nQueue ID:     " + next + "\n");
    }

    @Test
    void tracesTheNotificationToo() throws Exception {
        String id = server.send("ann@example.org", "a@never.test");
        server.await("queue list", it -> it.contains("nobody answers"));
        server.mailroom("queue", "expire", id);
        server.await("queue list", it -> it.equals("Mail queue is empty\n"));

        assertThat(server.mailroom("trace", id))
                .contains(id + ": sender non-delivery notification: ")
                .contains(": to=<ann@example.org>, relay=local")
                .contains("status=sent (delivered to mailbox)");
    }
}
