// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/// Commands and files that take mail of local users (local(8)).
class LocalProgramsTest {
    private static final String ME = ProgramUser.NAME;

    @TempDir Path folder;
    private Path open;
    private Path out;

    @BeforeEach
    void makeFolder() throws IOException {
        open = ProgramUser.folder(folder);
        out = open.resolve("out");
    }

    @Test
    void givesMailOfAnAliasToACommand() throws IOException {
        String log =
                sent(
                        alias("list: \"|(id -un; cat) >" + out + "\", demo@example.org"),
                        "list",
                        "command:");

        assertThat(log)
                .contains("postfix/local[", "to=<list@example.org>, relay=local,", "dsn=2.0.0")
                .contains("status=sent (delivered to command: (id -un; cat) >" + out + ")");
        assertThat(out)
                .content()
                .startsWith(ME + "\nFrom sender@client.test ")
                .contains(
                        "\nReturn-Path: <sender@client.test>\nX-Original-To: list@example.org\n"
                                + "Delivered-To: list@example.org\nReceived: ")
                .endsWith("\n\nFrom me\n");
        assertThat(folder.resolve("mail/demo")).isNotEmptyFile();
    }

    @Test
    void showsCommandsOnlyHarmlessCharacters() throws IOException {
        sent(
                alias("list: |\"echo $USER $EXTENSION $SENDER $HOME >" + out + "\""),
                "\"list+$(id);`x`\"",
                "command:");

        assertThat(Files.readString(out)).startsWith("list __id___x_ sender@client.test /");
    }

    @Test
    void partsAddressesAsTheirMailIsSent() throws IOException {
        sent(
                alias("owner: |\"echo $USER $EXTENSION >" + out + "\"")
                        + "recipient_delimiter = -\nowner_request_special = no\n",
                "owner-x",
                "command:");

        assertThat(out).hasContent("owner x");
    }

    @Test
    void obeysTheCommand() throws IOException {
        assertThat(sent(alias("list: \"|echo 4.2.2 full; exit 1\""), "list", "to=<list@"))
                .contains("dsn=4.2.2, status=deferred (full)");
        assertThat(sent(alias("gone: \"|exit 67\""), "gone", "to=<gone@"))
                .contains("dsn=5.1.1, status=bounced (user unknown)");
    }

    @Test
    void writesMailOfAnAliasIntoAFile() throws IOException {
        String log = sent(alias("list: " + out), "list", "file:");

        assertThat(log).contains("status=sent (delivered to file: " + out + ")");
        assertThat(out)
                .content()
                .startsWith("From sender@client.test ")
                .contains("\nDelivered-To: list@example.org\n")
                .endsWith("\n\n>From me\n\n");
        assertThat(Files.getOwner(out).getName()).isEqualTo(ME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
    }

    @Test
    void addsToWhatAFileHas() throws IOException {
        Files.writeString(out, "before\n");
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-rw-rw-"));

        sent(alias("list: " + out), "list", "file:");

        assertThat(out).content().startsWith("before\nFrom sender@client.test ");
    }

    @Test
    void writesThroughNoLinkAndIntoNoProgram() throws IOException {
        Path target = Files.writeString(open.resolve("target"), "");
        Files.createSymbolicLink(out, target);

        assertThat(sent(alias("list: " + out), "list", "to=<list@"))
                .contains("dsn=5.2.0, status=bounced (destination " + out + " is no regular file)");
        assertThat(target).isEmptyFile();

        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(sent(alias("run: " + target), "run", "to=<run@"))
                .contains("dsn=5.7.0, status=bounced (destination " + target + " is executable)");
    }

    @Test
    void keepsMailForAFileThatCannotBeWritten() throws IOException {
        assertThat(sent(alias("list: /no/such/file"), "list", "to=<list@"))
                .contains("status=deferred (cannot append message to file /no/such/file: ");
    }

    @Test
    void forgetsWhatGoesNowhere() throws IOException {
        assertThat(sent(alias("list: /dev/null"), "list", "file:"))
                .contains("status=sent (delivered to file: /dev/null)");
    }

    @Test
    void runsACommandOnceWhoeverLeadsToIt() throws IOException {
        sent(
                alias(
                        "list: one@example.org, two@example.org\none: \"|echo x >>"
                                + out
                                + "\"\ntwo: \"|echo x >>"
                                + out
                                + "\""),
                "list",
                "command:");

        assertThat(out).hasContent("x\n");
    }

    @Test
    void runsCommandsWhereItIsTold() throws IOException {
        Path where = Files.createDirectory(open.resolve("list"));
        Files.setPosixFilePermissions(where, PosixFilePermissions.fromString("rwxr-xr-x"));
        String at = "command_execution_directory = " + open + "/$user\n";

        sent(alias("list: \"|pwd >" + out + "\"") + at, "list", "command:");
        assertThat(out).hasContent(where + "\n");

        assertThat(sent(alias("gone: \"|touch " + out + "\"") + at, "gone", "to=<gone@"))
                .contains(
                        "dsn=4.3.5, status=deferred (cannot change directory to "
                                + open
                                + "/gone)");
    }

    @Test
    void doesNothingThatIsNotAllowed() throws IOException {
        assertThat(
                        answers(
                                alias("list: \"|touch " + out + "\"")
                                        + "allow_mail_to_commands = forward\n",
                                "list"))
                .contains("451 4.3.0 <list@example.org>");
        assertThat(out).doesNotExist();
    }

    @Test
    void givesMailOfAVirtualAliasToNoCommand() throws IOException {
        assertThat(answers("virtual_alias_maps = inline:{{list@example.org = |touch}}\n", "list"))
                .contains("451 4.3.0 <list@example.org>");
    }

    @Test
    void runsCommandsOfAUserAsThatUser() throws IOException {
        String log = sent(forward("|id -un >" + out), ME, "command:");

        assertThat(log).contains("to=<" + ME + "@example.org>, relay=local,");
        assertThat(out).hasContent(ME + "\n");
    }

    @Test
    void keepsTheMailOfAUserWhoMayNameNoCommands() throws IOException {
        String forward = forward("|touch " + out) + "allow_mail_to_commands = alias\n";

        assertThat(sent(forward, ME, "to=<" + ME)).contains("(delivered to mailbox)");
        assertThat(out).doesNotExist();
    }

    @Test
    void keepsMailForACommandOverARestart() throws IOException {
        String soon = "minimal_backoff_time = 1s\nqueue_run_delay = 1s\n";
        String alias = alias("list: \"|test -e " + out + " || exit 75\"");
        sent(alias + soon, "list", "status=deferred");
        Files.writeString(out, "");

        // By then the alias is gone
        MainCf main = configuration(soon);
        try (var _ = Mailroom.start(main)) {
            Path log = folder.resolve("mail.log");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(log).contains("delivered to command: test -e"));
        }
    }

    @Test
    void knowsNoCommandInTheAddressOfASender() throws IOException {
        assertThat(answers("", "\"|touch " + out + "\"")).contains("550 5.1.1");
        assertThat(answers("", "\"" + out + "\"")).contains("550 5.1.1");
    }

    @Test
    void givesMailOfUsersToTheMailboxCommand() throws IOException {
        String log =
                sent("mailbox_command = (id -un; echo \"$USER\") >" + out + "\n", ME, "to=<" + ME);

        assertThat(log).contains("status=sent (delivered to command: (id -un; echo \"$USER\") >");
        assertThat(out).hasContent(ME + "\n" + ME + "\n");
    }

    @Test
    void asksTheMapForTheMailboxCommandFirst() throws IOException {
        String log =
                sent(
                        "mailbox_command = exit 75\nmailbox_command_maps = inline:{"
                                + ME
                                + "=true}\n",
                        ME,
                        "to=<" + ME);

        assertThat(log).contains("status=sent (delivered to command: true)");
    }

    @Test
    void givesAccountsThatAreNoUsersTheirMailboxes() throws IOException {
        assertThat(sent("mailbox_command = exit 75\n", "demo", "to=<demo@"))
                .contains("status=sent (delivered to mailbox)");
    }

    @Test
    void putsMailOfUsersIntoAFileBelowTheirHome() throws IOException {
        String home = ProgramUser.entry().split(":", -1)[5];

        // None that could be there
        String log = sent("home_mailbox = no/such/folder/mbox\n", ME, "to=<" + ME);

        assertThat(log)
                .contains(
                        "status=deferred (cannot append message to file "
                                + home
                                + "/no/such/folder/mbox: ");
    }

    @Test
    void putsMailOfOthersIntoTheirMailboxes() throws IOException {
        assertThat(sent("home_mailbox = mbox\n", "demo", "to=<demo@"))
                .contains("status=sent (delivered to mailbox)");
    }

    @Test
    void asksForTheMailboxCommandBeforeTheFile() throws IOException {
        String log = sent("home_mailbox = mbox\nmailbox_command = true\n", ME, "to=<" + ME);

        assertThat(log).contains("status=sent (delivered to command: true)");
    }

    /// The parameters for a file of aliases, which belongs to who runs the tests.
    private String alias(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("aliases"), text + "\n");
        return "alias_maps = hash:" + file + "\n";
    }

    /// The parameters for a `.forward` of the user.
    private String forward(String text) throws IOException {
        Path file = Files.writeString(open.resolve("forward"), text + "\n");
        var users = file.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(file, users.lookupPrincipalByName(ME));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return "forward_path = " + file + "\n";
    }

    private String answers(String parameters, String user) throws IOException {
        try (var server = Mailroom.start(configuration(parameters));
                var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<sender@client.test>");
            client.upTo("250 ");
            client.say("RCPT TO:<" + user + "@example.org>\r\nQUIT");
            return client.upTo("221 ");
        }
    }

    /// Sends one message, and answers the line of the log that has `sign`.
    private String sent(String parameters, String user, String sign) throws IOException {
        configuration(parameters);
        return OneMessage.sent(
                folder, "RCPT TO:<" + user + "@example.org>", "Subject: x\r\n\r\nFrom me", sign);
    }

    private MainCf configuration(String parameters) throws IOException {
        return TestConfiguration.in(
                folder,
                "local_recipient_maps = $passdb unix:passwd.byname $alias_maps\n" + parameters);
    }
}
