// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Mail that a transport gives to a program (pipe(8)).
class PipeTest {
    @TempDir Path folder;
    private Path out;

    @BeforeEach
    void makeFolder() throws IOException {
        out = ProgramUser.folder(folder).resolve("out");
    }

    @Test
    void givesTheMessageToTheProgram() throws IOException {
        String log =
                sent(
                        "flags=ODR argv=/bin/sh -c {cat >$$0} " + out,
                        "RCPT TO:<bob@far.test>",
                        "to=<bob@far.test>");

        assertThat(log)
                .contains("postfix/pipe[", "relay=filter,")
                .contains("dsn=2.0.0, status=sent (delivered via filter service)");
        assertThat(Files.readString(out))
                .startsWith(
                        """
                        Return-Path: <sender@client.test>
                        X-Original-To: bob@far.test
                        Delivered-To: bob@far.test
                        Received: from client.test\
                        """)
                .endsWith("\n\nhello\n.dot\n");
    }

    @Test
    void givesMailOfOurUsersToAFilterToo() throws IOException {
        String log =
                sent(
                        "argv=/bin/sh -c {(echo \"$$*\"; cat) >$$0} "
                                + out
                                + " ${nexthop} ${recipient}\n"
                                + "smtp/inet/content_filter = filter:dummy",
                        "RCPT TO:<demo@example.org>\r\nRCPT TO:<postmaster@example.org>",
                        "to=<demo@example.org>");

        assertThat(log).contains("relay=filter,", "status=sent");
        assertThat(out).content().startsWith("dummy demo@example.org postmaster@example.org\n");
    }

    @Test
    void hasTheRightsOfTheUserAndNothingOfTheServer() throws IOException {
        sent(
                "argv=/bin/sh -c {(id -un; id -Gn; pwd; env | grep -v ^_=) >$$0} " + out,
                "RCPT TO:<bob@far.test>",
                "to=<bob@far.test>");

        List<String> seen = Files.readAllLines(out);
        assertThat(seen.getFirst()).isEqualTo(ProgramUser.NAME);
        assertThat(seen).contains("/", "PATH=/usr/bin:/bin").doesNotContain("HOME=/root");
    }

    @Test
    void letsNoShellSeeAnAddress() throws IOException {
        String hostile = "\"$(touch x);`id`|&*'\"@far.test";
        sent(
                "flags=uh argv=/bin/sh -c {echo \"$$1 $$2\" >$$0} " + out + " ${user} ${domain}",
                "RCPT TO:<" + hostile + ">",
                "to=<" + hostile + ">");

        assertThat(out).hasContent("$(touch x);`id`|&*' far.test\n");
    }

    @Test
    void makesNoOptionOfAnAddress() throws IOException {
        assertThat(
                        sent(
                                "argv=/bin/echo ${recipient}",
                                "RCPT TO:<-rf@far.test>",
                                "to=<-rf@far.test>"))
                .contains("dsn=5.1.3, status=bounced (an address that begins with '-'");
    }

    @Test
    void givesToOthersWhatOneCannotGet() throws IOException {
        assertThat(
                        sent(
                                "argv=/bin/sh -c {echo \"$$*\" >>$$0} " + out + " ${recipient}",
                                "RCPT TO:<-rf@far.test>\r\nRCPT TO:<bob@far.test>",
                                "to=<bob@far.test>"))
                .contains("status=sent");
        // The notification of the other one comes behind it
        assertThat(out).content().startsWith("bob@far.test\n");
    }

    @Test
    void givesOneMessageForAllRecipients() throws IOException {
        sent(
                "argv=/bin/sh -c {echo \"$$*\" >>$$0} "
                        + out
                        + " ${sender} ${nexthop} ${recipient} ${extension}.",
                "RCPT TO:<ann@far.test>\r\nRCPT TO:<bob+x@far.test>",
                "to=<bob+x@far.test>");

        assertThat(out)
                .hasContent("sender@client.test far.test ann@far.test bob+x@far.test . x.\n");
    }

    @Test
    void namesOneRecipientAtATime() throws IOException {
        sent(
                "flags=D argv=/bin/sh -c {grep ^Delivered-To: >>$$0} " + out,
                "RCPT TO:<ann@far.test>\r\nRCPT TO:<bob@far.test>",
                "to=<bob@far.test>");

        assertThat(out).hasContent("Delivered-To: ann@far.test\nDelivered-To: bob@far.test\n");
    }

    @Test
    void obeysTheProgram() throws IOException {
        assertThat(
                        sent(
                                "argv=/bin/sh -c {echo 4.2.2 over quota; exit 1}",
                                "RCPT TO:<bob@far.test>",
                                "to=<bob@far.test>"))
                .contains("dsn=4.2.2, status=deferred (over quota)");
    }

    @Test
    void killsAProgramThatTakesTooLong() throws IOException {
        assertThat(sent("argv=/bin/sleep 1000", "RCPT TO:<bob@far.test>", "to=<bob@far.test>"))
                .contains("status=bounced (Command time limit exceeded: \"/bin/sleep\")");
    }

    @Test
    void returnsWhatItHasDeliveredBefore() throws IOException {
        assertThat(
                        sent(
                                "flags=D argv=/bin/cat",
                                "RCPT TO:<bob@far.test>",
                                "to=<bob@far.test>",
                                "Delivered-To: bob@far.test\r\n"))
                .contains("dsn=5.4.6, status=bounced (mail forwarding loop for bob@far.test)");
    }

    @Test
    void returnsWhatIsTooLarge() throws IOException {
        assertThat(sent("size=100 argv=/bin/cat", "RCPT TO:<bob@far.test>", "to=<bob@far.test>"))
                .containsPattern(
                        "dsn=5.2.3, status=bounced .message size \\d+ exceeds size limit 100");
    }

    @Test
    void saysWhichUserCannotBeHad() throws IOException {
        for (String wrong :
                List.of(
                        "user=no-such-user argv=/bin/cat: there is no user no-such-user",
                        "user=root argv=/bin/cat: programs never run with the rights of root",
                        "user=NAME:root argv=/bin/cat: programs never run with the rights of root",
                        "user=NAME:no-such argv=/bin/cat: there is no group no-such")) {
            String text = wrong.replace("NAME", ProgramUser.NAME);
            TestConfiguration.assertFault(
                    configuration(text.substring(0, text.indexOf(": "))),
                    "main.cf, line",
                    "filter/unix/command = pipe " + text);
        }
    }

    @Test
    void neverRunsAsTheOwnerOfTheMail() throws IOException {
        String user = "user=NAME argv=/bin/cat\nmail_owner = NAME";

        TestConfiguration.assertFault(
                configuration(user.replace("NAME", ProgramUser.NAME)),
                "programs never run with the rights of mail_owner");
    }

    @Test
    void neverRunsAsTheOwnerOfTheData() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        var users = data.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(data, users.lookupPrincipalByName(ProgramUser.NAME));
        String command = "user=" + ProgramUser.NAME + " argv=/bin/cat";

        TestConfiguration.assertFault(
                configuration(command), "programs never run with the rights of mail_owner");
    }

    /// Sends one message through the transport, and answers the line of the log that has `sign`.
    private String sent(String command, String recipients, String sign) throws IOException {
        return sent(command, recipients, sign, "");
    }

    private String sent(String command, String recipients, String sign, String field)
            throws IOException {
        configuration("user=" + ProgramUser.NAME + " " + command);
        return OneMessage.sent(
                folder, recipients, field + "Subject: x\r\n\r\nhello\r\n..dot", sign);
    }

    private MainCf configuration(String command) throws IOException {
        return TestConfiguration.in(
                folder,
                "default_transport = filter\nfilter_time_limit = 2s\n"
                        + "filter/unix/command = pipe "
                        + command
                        + "\n");
    }
}
