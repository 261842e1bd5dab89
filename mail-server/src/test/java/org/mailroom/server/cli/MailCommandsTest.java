// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Mail goes in and out by commands: with a running server, and without.
class MailCommandsTest extends MailCommandsLab {
    @ParameterizedTest
    @EnumSource
    void importsAndExportsMbox(Server server) throws Exception {
        with(server);

        assertThat(mailroom("import", "ann", path("source"))).isEqualTo("2 messages stored\n");
        assertThat(mailroom("mailbox", "list", "ann"))
                .contains("         2         1           69  INBOX\n")
                .contains("         0         0            0  Sent \\Sent\n");
        assertThat(mailroom("mailbox", "status", "ann"))
                .contains("messages: 2\nunseen: 1\n")
                .contains("UIDNEXT: 3\n")
                .contains("keywords: $Label1\n");

        assertThat(mailroom("export", "ann:INBOX", path("copy")))
                .isEqualTo("2 messages written to " + path("copy") + "\n");
        assertThat(mailroom("import", "ann:Sent/copy", path("copy")))
                .isEqualTo("2 messages stored\n");
        assertThat(mailroom("export", "ann:Sent/copy", path("again")))
                .startsWith("2 messages written");
        assertThat(Files.readString(folder.resolve("again")))
                .isEqualTo(Files.readString(folder.resolve("copy")))
                .contains("\nStatus: RO\nX-Status: AF\nX-Keywords: $Label1\n")
                .contains("\n>>From here\n>From there\n");
    }

    @ParameterizedTest
    @EnumSource
    void keepsAllFoldersInEachFormat(Server server) throws Exception {
        with(server);
        assertThat(mailroom("import", "ann", path("source"))).startsWith("2 ");
        assertThat(mailroom("import", "ann:Entwürfe/2026", path("source"))).startsWith("2 ");
        assertThat(mailroom("export", "ann", path("first"))).startsWith("4 messages");
        assertThat(folder.resolve("first/Entw&APw-rfe/2026.mbox")).exists();

        assertThat(mailroom("export", "ann", path("maildir"), "--format", "maildir"))
                .startsWith("4 messages");
        assertThat(folder.resolve("maildir/.Entw&APw-rfe.2026/cur")).isNotEmptyDirectory();
        assertThat(mailroom("export", "ann", path("all.zip"), "--format", "zip"))
                .startsWith("4 messages");

        for (String source : List.of("first", "maildir", "all.zip")) {
            assertThat(mailroom("import", "ann:from " + source, path(source)))
                    .isEqualTo("4 messages stored\n");
            assertThat(
                            mailroom(
                                    "export",
                                    "ann:from " + source + "/Entwürfe/2026",
                                    path("x" + source)))
                    .startsWith("2 ");
            assertThat(Files.readString(folder.resolve("x" + source)))
                    .isEqualTo(Files.readString(folder.resolve("first/Entw&APw-rfe/2026.mbox")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void adoptsADirectoryOfMboxFilesWithItsUids(Server server) throws Exception {
        with(server);
        Path mail = Files.createDirectories(folder.resolve("dovecot/work/.imap"));
        Files.writeString(mail.resolve("dovecot.index"), "From the index");
        Files.writeString(
                folder.resolve("dovecot/work/old"),
                """
                From ann@example.org Mon Nov 23 09:00:00 2026
                X-IMAPbase: 1234567890 0000000042 $Label1
                X-UID: 7
                X-Keywords: $Label1
                Subject: one

                Text

                """);
        Files.writeString(folder.resolve("dovecot/Sent"), SOURCE);
        Files.writeString(folder.resolve("dovecot/inbox"), SOURCE);
        Files.writeString(folder.resolve("dovecot/notes"), "no mail");
        Files.writeString(folder.resolve("dovecot/work/empty"), "");

        assertThat(mailroom("import", "--adopt", "ann", path("dovecot")))
                .startsWith(
                        """
                        1: Sent: 2 messages
                        work/empty: 0 messages
                        work/old: 1 messages
                        mailroom:\
                        """)
                .contains("/dovecot/notes: left out, as it is no mbox file\n")
                .endsWith(
                        "/dovecot/inbox: inbox: INBOX is the file in the mail spool: put it there,"
                                + " or import it\n");
        assertThat(mailroom("import", "--adopt", "ann", path("dovecot")))
                .contains("/dovecot/Sent: Sent: Mailbox already exists\n");
        assertThat(mailroom("mailbox", "status", "ann:work/old"))
                .contains("UIDVALIDITY: 1234567890\nUIDNEXT: 43\n")
                .contains("keywords: $Label1\n");
        assertThat(mailroom("import", "ann:copy", path("dovecot")))
                .contains("mailroom: notes: left out, as it is no mail\n");
        assertThat(mailroom("import", "--adopt", "ann:mutt", path("dovecot")))
                .contains("mutt/Sent: 2 messages\n");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsWrong(Server server) throws Exception {
        with(server);
        Files.writeString(folder.resolve("text"), "Hello\n", StandardCharsets.US_ASCII);
        Files.writeString(folder.resolve("exists"), "");
        Files.write(folder.resolve("broken.zip"), new byte[] {'P', 'K', 3, 4, 0});

        assertThat(mailroom("import", "ann", path("nothing")))
                .isEqualTo(
                        "1: mailroom: "
                                + path("nothing")
                                + ": there is no such file or directory\n");
        assertThat(mailroom("import", "eve", path("source")))
                .isEqualTo("1: mailroom: there is no account eve\n");
        assertThat(mailroom("import", "ann", path("text")))
                .startsWith(
                        "1: mailroom: " + path("text") + ", line 1: expected a line \"From SENDER");
        assertThat(mailroom("import", "ann", path("broken.zip")))
                .startsWith("1: mailroom: " + path("broken.zip") + ": the zip file is damaged")
                .contains("(0 messages were stored before that)");
        assertThat(mailroom("import", "ann", zipWith("../evil.mbox").toString()))
                .startsWith(
                        "1: mailroom: ../evil.mbox: expected names of files inside the zip file");
        assertThat(folder.resolve("evil.mbox")).doesNotExist();
        assertThat(mailroom("import", "ann:a//b", path("source")))
                .isEqualTo("1: mailroom: a//b: Mailbox name has an empty level or too many\n");
        assertThat(mailroom("export", "ann:none", path("new")))
                .isEqualTo("1: mailroom: none: Mailbox doesn't exist\n");
        assertThat(mailroom("export", "ann", path("exists")))
                .isEqualTo(
                        "1: mailroom: "
                                + path("exists")
                                + " exists already: expected a name that does not\n");
        assertThat(mailroom("export", "ann", path("none/new")))
                .isEqualTo("1: mailroom: there is no directory " + path("none") + "\n");
        assertThat(mailroom("mailbox", "status", "ann:none"))
                .isEqualTo("1: mailroom: none: Mailbox doesn't exist\n");
        assertThat(mailroom("mailbox", "list", "ann"))
                .contains("         0         0            0  INBOX\n");
        assertThat(mailroom("mailbox", "status", "ann"))
                .startsWith("mailbox: INBOX\nmessages: 0\n")
                .endsWith("\nkeywords:\n");
        Files.deleteIfExists(folder.resolve("mail/ann"));
        Files.createDirectory(folder.resolve("mail/ann"));
        assertThat(mailroom("mailbox", "status", "ann"))
                .isEqualTo("1: mailroom: INBOX: Mailbox is unavailable: open: Is a directory\n");
    }

    private Path zipWith(String name) throws IOException {
        Path file = folder.resolve("evil.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(SOURCE.getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void saysHowFarItCame(Server server) throws Exception {
        with(server);
        Path source = Files.createDirectories(folder.resolve("tree/b"));
        Files.writeString(folder.resolve("tree/a"), SOURCE);
        Files.writeString(source.resolve("x".repeat(255)), SOURCE);
        Files.writeString(folder.resolve("tree/c"), SOURCE);

        assertThat(mailroom("import", "ann:" + "%".repeat(100), path("tree")))
                .isEqualTo("1: mailroom: after 0 messages: Mailbox name is too long\n");
        assertThat(mailroom("import", "ann:" + "y".repeat(750), path("tree")))
                .startsWith("1: mailroom: after ");
    }

    /// A zip file tells it only when the octets are read.
    @ParameterizedTest
    @EnumSource
    void endsWhereTheSourceCannotBeRead(Server server) throws Exception {
        with(server);
        Path file = zipWith("a.mbox");
        byte[] octets = Files.readAllBytes(file);
        octets[40] ^= 0x55;
        Files.write(file, octets);

        assertThat(mailroom("import", "ann", file.toString()))
                .startsWith("1: mailroom: " + file + ": the zip file is damaged")
                .endsWith("(0 messages were stored before that)\n");
    }

    @ParameterizedTest
    @EnumSource
    void takesNoKeywordsThatCannotBeAnswered(Server server) throws Exception {
        with(server);
        Files.createDirectories(folder.resolve("maildir/cur"));
        Files.writeString(
                folder.resolve("maildir/dovecot-keywords"),
                "0 x) UID 999 BODY[] \"pwned\"\n1 good\n2 \\Deleted\n3 *\n4 " + "k".repeat(101));
        Files.writeString(folder.resolve("maildir/cur/1:2,Sabcde"), "Subject: x\n\n");

        assertThat(mailroom("import", "ann", path("maildir"))).isEqualTo("1 message stored\n");
        assertThat(mailroom("mailbox", "status", "ann")).endsWith("\nkeywords: good\n");
    }

    @ParameterizedTest
    @EnumSource
    void carriesLargeMessages(Server server) throws Exception {
        with(server);
        String mail = SOURCE + "lorem ipsum dolor sit amet\n".repeat(100_000) + "\n";
        Files.writeString(folder.resolve("large"), mail);

        assertThat(mailroom("import", "ann", path("large"))).isEqualTo("2 messages stored\n");
        mailroom("export", "ann:INBOX", path("maildir"), "--format", "maildir");

        try (Stream<Path> files = Files.walk(folder.resolve("maildir/cur"))) {
            assertThat(files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).max())
                    .hasValue("Subject: two\n\nText\n\n".length() + 2_700_000);
        }
        try (Stream<Path> waiting = Files.walk(folder.resolve("data/scratch"))) {
            assertThat(waiting.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
