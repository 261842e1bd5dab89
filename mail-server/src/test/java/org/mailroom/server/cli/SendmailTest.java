// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// `sendmail`, as programs call it. The user who calls it is the one who runs the tests.
class SendmailTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, "");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private String delivered(String text) {
        server.await("status", _ -> server.mailbox().contains(text));
        return server.mailbox();
    }

    @Test
    void takesMailForWhoStandsOnTheCommandLine() throws Exception {
        assertThat(server.type("Subject: one\n\nText\n", "sendmail", "ann")).isEmpty();

        assertThat(delivered("Text"))
                .contains("Return-Path: <" + USER + "@example.org>\n")
                .containsPattern(
                        "Received: by mail.example.org \\(\\S+, from userid \\d+\\)\n"
                                + "\\s*id \\w+|from userid \\d+\\) id \\w+")
                .contains("Subject: one\n")
                .containsPattern("\nMessage-Id: <\\w+@mail.example.org>\n")
                .containsPattern("\nDate: \\w{3}, ")
                .containsPattern("\nFrom: .*" + USER + "@example.org>?\n");
        assertThat(server.log())
                .containsPattern("/pickup\\[\\d+]: \\w+: uid=\\d+ from=<" + USER + ">\n");
    }

    /// Whatever a program calls its user, the mailbox has one message more, and its envelope one
    /// line. Postfix has had this fault until 2026.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x.test\n\nFrom b@y.test Thu Jan  1 00:00:00 2026\nSubject: forged",
                "a@x.test\rFrom b@y.test",
                "\"a\rb\"@x.test",
                "\"a\\\nFrom b\"@x.test",
                "a\u0000b@x.test",
                "a@x.test\nrecipient\tb@y.test",
            })
    void letsNoLineEndIntoTheEnvelope(String sender) throws Exception {
        server.type("Subject: one\n\nText\n", "sendmail", "-f", sender, "ann");
        server.type("Subject: two\n\nLast\n", "sendmail", "ann");

        assertThat(delivered("Last")).doesNotContain("\r", "\0", "b@y.test Thu", "\nFrom b");
        assertThat(server.log()).doesNotContain("to=<b@y.test>");
    }

    @Test
    void takesCronsForm() throws Exception {
        assertThat(
                        server.type(
                                "From: root (Cron Daemon)\nTo: ann\nSubject: Cron\n\nout\n.\nput\n",
                                "sendmail",
                                "-FCronDaemon",
                                "-i",
                                "-odi",
                                "-oem",
                                "-oi",
                                "-t",
                                "-f",
                                "root"))
                .isEmpty();

        assertThat(delivered("put"))
                .contains("Return-Path: <root@example.org>\n")
                .contains("out\n.\nput\n");
    }

    @Test
    void readsRecipientsFromTheHeaderAndHidesBcc() throws Exception {
        assertThat(
                        server.type(
                                """
                                To: friends:"A, B" <a@never.test>,
                                 (comment) b@never.test;
                                Bcc: ann
                                Subject: hidden

                                Cc: c@never.test
                                """,
                                "sendmail",
                                "-t",
                                "-f",
                                "sender@client.test",
                                "-F",
                                "Some \"One\""))
                .isEmpty();

        assertThat(delivered("hidden"))
                .doesNotContain("Bcc")
                .contains("From: \"Some \\\"One\\\"\" <sender@client.test>\n");
        server.await("queue list", it -> it.contains("a@never.test"));
        assertThat(server.program("mailq"))
                .contains("a@never.test", "b@never.test", "sender@client.test")
                .doesNotContain("c@never.test");
    }

    @Test
    void writesToEverybodyInALongList() throws Exception {
        String many =
                IntStream.range(0, 1500)
                        .mapToObj(it -> "u" + it + "@never.test")
                        .collect(joining(", "));

        assertThat(server.type("Bcc: " + many + ", ann\n\nnews\n", "sendmail", "-t")).isEmpty();

        delivered("news");
        assertThat(server.program("postqueue", "-j")).contains("\"u0@never", "\"u1499@never");
    }

    /// Each step that looks at an address takes longer for a longer one.
    @Test
    void takesNoAddressThatIsTooLong() {
        String refusal = "65: sendmail: fatal: not an address: " + "a".repeat(100) + "...\n";
        assertThat(server.type("x\n", "sendmail", "a".repeat(50_000))).isEqualTo(refusal);
        assertThat(server.type("To: " + "a".repeat(1_000_000) + "\n\nx\n", "sendmail", "-t"))
                .isEqualTo(refusal);
        assertThat(server.program("mailq")).isEqualTo("Mail queue is empty\n");
    }

    @Test
    void writesToNobodyInAListThatIsTooLong() {
        assertThat(server.type("Cc: " + "a@b.c,".repeat(20_001) + "\n\nx\n", "sendmail", "-t"))
                .isEqualTo(
                        "65: sendmail: fatal: more than 20000 recipients: nobody was written to\n");
        assertThat(server.type("Cc: " + "a@b.c,\n ".repeat(500_000) + "\n\nx\n", "sendmail", "-t"))
                .isEqualTo(
                        "65: sendmail: fatal: the recipients take more than 2097152 octets: nobody"
                                + " was written to\n");
        assertThat(server.type("To: ann\n".repeat(20_001) + "\nx\n", "sendmail", "-t"))
                .isEqualTo(
                        "65: sendmail: fatal: more than 20000 recipients: nobody was written to\n");
        assertThat(server.program("mailq")).isEqualTo("Mail queue is empty\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20 \u20ac", "\u00e4", "a\tb", "=========================="})
    void refusesAnEnvelopeIdThatTheNextServerWouldRefuse(String id) {
        String envid = id.startsWith("=") ? id.repeat(2) : id;

        assertThat(server.type("\nx\n", "sendmail", "-V", envid, "ann"))
                .isEqualTo("64: sendmail: fatal: bad value of ENVID\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -bv -t a     | 64: sendmail: fatal: -t option cannot be used with -bv
                    -bv -f <> a  | 64: sendmail: fatal: -bv and -v need a sender who gets a report
                    -v -f <> a   | 64: sendmail: fatal: -bv and -v need a sender who gets a report
                    -bv          | 64: sendmail: fatal:
                    """)
    void verifiesOnlyWhatItCan(String words, String said) {
        assertThat(server.program("sendmail", words.split(" "))).startsWith(said);
    }

    @Test
    void refusesAHeaderWithoutAnEnd() {
        assertThat(server.type("a:\n".repeat(6 << 20), "sendmail", "ann"))
                .isEqualTo("65: sendmail: fatal: the header has more than 16777216 octets\n");
    }

    @Test
    void readsResentFieldsOnlyWhereThereAreSome() throws Exception {
        assertThat(server.type("To: a@never.test\nResent-To: ann\n\nagain\n", "sendmail", "-ti"))
                .isEmpty();

        delivered("again");
        assertThat(server.log()).doesNotContain("to=<a@never.test>");
    }

    @Test
    void endsAtADotUnlessToldOtherwise() throws Exception {
        String text = "Subject: %s\n\nline\n..two\n.\nafter\n";

        assertThat(server.type(text.formatted("first"), "sendmail", "ann")).isEmpty();
        assertThat(delivered("Subject: first")).contains("..two\n").doesNotContain("after");
        assertThat(server.type(text.formatted("second"), "sendmail", "-oi", "ann")).isEmpty();
        assertThat(delivered("Subject: second")).contains("..two\n.\nafter\n");
    }

    @Test
    void leavesOutTheFromLineOfAnMboxFile() throws Exception {
        assertThat(
                        server.type(
                                "From bob Mon Nov 23 09:00:00 2026\nSubject: mbox\n\nx\n",
                                "sendmail",
                                "-f",
                                "",
                                "--",
                                "ann"))
                .isEmpty();

        assertThat(delivered("Subject: mbox"))
                .doesNotContain("From bob")
                .contains("Return-Path: <>\n");
    }

    @Test
    void asksToBeToldOfSuccess() throws Exception {
        assertThat(
                        server.type(
                                "Subject: x\n\nx\n",
                                "sendmail",
                                "-N",
                                "success, failure,success",
                                "-f",
                                "ann",
                                "staff"))
                .isEmpty();

        assertThat(delivered("Successful Mail Delivery Report")).contains("Action: ");
    }

    @Test
    void asksForTheHeaderOnly() throws Exception {
        expired("-Rhdrs");
        assertThat(delivered("text/rfc822-headers")).doesNotContain("the body");

        expired("-Rfull");
        delivered("the body");
    }

    /// Sends a message that is given up.
    private void expired(String option) {
        server.type("Subject: x\n\nthe body\n", "sendmail", option, "-fann", "a@never.test");
        server.await("queue list", it -> it.contains("nobody answers"));
        server.await("status", it -> it.contains("queue: 0 active"));
        server.mailroom("queue", "expire", "ALL");
        server.await("queue list", it -> it.equals("Mail queue is empty\n"));
    }

    @Test
    void asksNotToBeToldAtAll() throws Exception {
        expired("-Nnever");

        assertThat(server.log()).contains("status=force-expired");
        assertThat(server.mailbox()).isEmpty();
    }

    @Test
    void sendsALargeMessage() throws Exception {
        String body = "0123456789".repeat(7).concat("\n").repeat(10_000);

        assertThat(server.type("Subject: large\n\n" + body + "end\n", "sendmail", "ann")).isEmpty();

        assertThat(delivered("end\n")).contains(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -i                  | 64: sendmail: fatal: USER: Recipient addresses must be specified on the command line or via the -t option
                    -t                  | 65: sendmail: fatal: USER: No recipient addresses found in message header
                    -N never,delay ann  | 64: sendmail: fatal: bad -N option value -- this may affect other options
                    -N sometimes ann    | 64: sendmail: fatal: bad -N option value -- this may affect other options
                    -R some ann         | 64: sendmail: fatal: bad -R option value -- this may affect other options
                    -f a,b ann          | 64: sendmail: fatal: expected one address of a sender, not "a,b"
                    """)
    void saysWhatIsWrong(String line, String said) throws Exception {
        assertThat(server.type("Subject: x\n\nx\n", "sendmail", line.split(" ", -1)))
                .matches(
                        Pattern.quote(said).replace("USER", "\\E" + USER + "\\(\\d+\\)\\Q") + "\n");
        assertThat(server.program("mailq")).isEqualTo("Mail queue is empty\n");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        server.stop();
        server = new LocalServer(folder, "message_size_limit = 1000\n");

        assertThat(server.type("x".repeat(60) + "\n".repeat(2000), "sendmail", "ann"))
                .isEqualTo("69: sendmail: fatal: Error: message file too big\n");
    }

    @Test
    void isToldToComeAgainWhereNoServerRuns() throws Exception {
        server.stop();

        assertThat(server.type("Subject: x\n\nx\n", "sendmail", "ann"))
                .isEqualTo(
                        "75: sendmail: fatal: mail system is down: no server answers on "
                                + folder.resolve("sendmail")
                                + "\n");
        // As for users who may not read it
        Files.move(folder.resolve("queue"), folder.resolve("elsewhere"));
        assertThat(server.program("mailq"))
                .startsWith("69: mailq: fatal: Queue report unavailable - mail system is down (");
        assertThat(server.program("postqueue", "-f"))
                .startsWith("69: postqueue: fatal: Cannot flush mail queue - mail system is down");
    }

    @Test
    void speaksSmtp() throws Exception {
        assertThat(server.type("EHLO client.test\r\n", "sendmail", "-bs"))
                .startsWith("220 mail.example.org ")
                .contains("250-mail.example.org\r\n");
    }

    @Test
    void everyUserMayConnect() throws Exception {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("sendmail"))))
                .isEqualTo("rw-rw-rw-");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("control"))))
                .isEqualTo("rw-------");
    }
}
