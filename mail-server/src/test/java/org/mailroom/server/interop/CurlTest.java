// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Set;

/// curl sends by submission and reads by IMAP and POP3.
@Tag("interop")
class CurlTest {
    @RegisterExtension final TestServer server = new TestServer();
    private Program curl;
    private String letter;

    @BeforeEach
    void writeLetter() throws IOException {
        curl =
                server.program("curl", "curl")
                        .with("-sS", "--ssl-reqd", "--cacert", server.certificate());
        letter = server.write("letter", Letter.text("by curl"));
    }

    @Test
    void sendsWithStartTlsAndWithTlsFromTheStart() throws Exception {
        send("smtp://" + server.at("submission"));
        server.awaitSubjects("u1", "INBOX", "by curl");
        send("smtps://" + server.at("submissions"));
        server.awaitSubjects("u1", "INBOX", "by curl", "by curl");

        assertThat(server.inbox("u1").messages()).allSatisfy(Letter::assertWhole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void logsInToSend(String mechanism) throws Exception {
        curl = curl.with("--login-options", "AUTH=" + mechanism);

        send("smtp://" + server.at("submission"));
        send("smtps://" + server.at("submissions"));

        server.awaitSubjects("u1", "INBOX", "by curl", "by curl");
    }

    @Test
    void listsFoldersByImap() throws Exception {
        String folders = as("u1").run("imap://" + server.at("imap"));

        assertThat(folders)
                .contains("(\\HasNoChildren) \"/\" INBOX", "\\Sent) \"/\" Sent")
                .contains("\\Trash) \"/\" Trash", "\\Drafts) \"/\" Drafts", "\\Junk) \"/\" Junk");
    }

    @Test
    void fetchesAndSearchesByImap() throws Exception {
        server.deliver("u1", "first", "second");
        String inbox = "imaps://" + server.at("imaps") + "/INBOX";

        Letter.assertWhole(as("u1").run(inbox + ";UID=2"));
        assertThat(as("u1").run(inbox + ";UID=2;SECTION=HEADER.FIELDS%20(SUBJECT)"))
                .isEqualToIgnoringNewLines("Subject: second");
        assertThat(as("u1").run(inbox + "?SUBJECT%20second")).isEqualTo("* SEARCH 2\r\n");
    }

    @Test
    void appendsAndFlagsByImap() throws Exception {
        String drafts = "imap://" + server.at("imap") + "/Drafts";

        as("u1").run("--upload-file", letter, drafts);
        as("u1").run("--request", "STORE 1 +FLAGS (\\Flagged $Work)", drafts);

        assertThat(server.folder("u1", "Drafts").messages())
                .map(Letter::utf8)
                .containsExactly(Letter.text("by curl"));
        assertThat(server.folder("u1", "Drafts").flags())
                .containsExactly(Set.of("\\Seen", "\\Flagged", "$Work"));
    }

    @Test
    void readsAndDeletesByPop3() throws Exception {
        server.deliver("u1", "first", "second");
        String drop = "pop3s://" + server.at("pop3s");

        assertThat(as("u1").run("pop3://" + server.at("pop3"))).matches("1 \\d+\r\n2 \\d+\r\n");
        Letter.assertWhole(as("u1").run(drop + "/2"));
        as("u1").run("--request", "DELE", "--head", drop + "/1");

        assertThat(server.inbox("u1").subjects()).containsExactly("second");
    }

    @Test
    void isToldThatAPasswordIsWrong() throws Exception {
        Program.Outcome outcome =
                curl.tryWith("", "--user", "u1:wrong", "imap://" + server.at("imap"));

        assertThat(outcome.exit()).as(outcome.output()).isEqualTo(67);
    }

    private void send(String url) throws Exception {
        as("u0").with("--mail-from", "u0@example.org", "--mail-rcpt", "u1@example.org")
                .run("--upload-file", letter, url);
    }

    private Program as(String user) {
        return curl.with("--user", user + ":pass");
    }
}
