// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Mbox files are looked at, and mended: with a running server, and without.
class MboxCommandsTest extends MailCommandsLab {
    @ParameterizedTest
    @EnumSource
    void checksAndMendsMboxFiles(Server server) throws Exception {
        with(server);
        Path mailbox = folder.resolve("mail/ann");
        String damaged =
                """
                lost text

                From ann@example.org Mon Nov 23 09:00:00 2026
                Subject: one

                Text
                From bob@example.org Mon Nov 23 10:00:00 2026
                Subject: two

                From then on\0
                cut off\
                """;
        Files.writeString(mailbox, damaged);

        assertThat(mailroom("mbox", "check", "ann"))
                .isEqualTo(
                        """
                        1: FILE, line 1: expected a line "From SENDER DATE": no program shows what stands before the first of these
                        FILE, line 7: a message seems to begin here, and no empty line stands before it: it is read as text of the one before
                        FILE, line 10: NUL octets, 1 in all: clients see them as 0x80
                        FILE, line 11: the file ends within a line: it may have been cut off
                        """
                                .replace("FILE", mailbox.toString()));
        assertThat(mailroom("mailbox", "status", "ann")).contains("messages: 1\n");

        assertThat(mailroom("mbox", "repair", "ann"))
                .contains(", mended: line 7")
                .contains(": as it was before in " + mailbox + ".before-repair\n");
        assertThat(folder.resolve("mail/ann.before-repair")).hasContent(damaged);
        assertThat(mailroom("mailbox", "status", "ann")).contains("messages: 3\n");
        assertThat(mailroom("mbox", "repair", mailbox.toString()))
                .isEqualTo(mailbox + ": there is nothing to mend\n");
        Path script = Files.writeString(folder.resolve("script.py"), "import os\n");
        assertThat(mailroom("mbox", "repair", script.toString()))
                .isEqualTo(
                        "1: mailroom: "
                                + script
                                + ": expected an mbox file: no line of it is a line"
                                + " \"From SENDER DATE\"\n");
        assertThat(script).hasContent("import os\n");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNothingIsWrong(Server server) throws Exception {
        with(server);
        assertThat(mailroom("import", "ann", path("source"))).startsWith("2 ");
        assertThat(mailroom("import", "ann:Sent", path("source"))).startsWith("2 ");

        assertThat(mailroom("mbox", "check", "ann"))
                .isEqualTo(
                        Stream.of("mail/ann", "Archive", "Drafts", "Junk", "Sent", "Trash")
                                .map(
                                        name ->
                                                name.contains("/")
                                                        ? name
                                                        : "data/folders/ann/" + name + "/mbox")
                                .map(name -> path(name) + ": nothing is wrong\n")
                                .collect(Collectors.joining()));
        assertThat(mailroom("mbox", "check", "eve"))
                .isEqualTo(
                        "1: mailroom: eve: there is no such file, and no user of that name has a"
                                + " mailbox\n");
        assertThat(mailroom("mbox", "check", path("nothing")))
                .startsWith("1: mailroom: " + path("nothing"));
    }

    @ParameterizedTest
    @EnumSource
    void takesUidsOfOthersForNoFault(Server server) throws Exception {
        with(server);
        Path file = folder.resolve("numbered");
        Files.writeString(file, SOURCE.replace("Subject: two", "Subject: two\nX-UID: 7"));

        assertThat(mailroom("mbox", "check", file.toString()))
                .isEqualTo(
                        file
                                + ", note: the first message has no X-IMAPbase, so the UIDs of the"
                                + " others (up to 7) do not count: Mailroom writes it\n");
    }
}
