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

/// swaks sends through each door, and is refused where it may not. Its TLS needs the package
/// `libnet-ssleay-perl`.
@Tag("interop")
class SwaksTest {
    @RegisterExtension final TestServer server = new TestServer("mynetworks = 192.0.2.0/24\n");
    private Program swaks;

    @BeforeEach
    void findProgram() {
        swaks =
                server.program("swaks", "swaks and libnet-ssleay-perl")
                        .with("--server", "localhost", "--helo", "client.test")
                        .with("--tls-verify", "--tls-ca-path", server.certificate())
                        .with("--from", "u0@example.org", "--header", "Subject: by swaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void logsInAfterStartTls(String mechanism) throws Exception {
        at("submission")
                .with("-tls", "--auth", mechanism, "-au", "u0", "-ap", "pass")
                .run("--to", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by swaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void logsInUnderTlsFromTheStart(String mechanism) throws Exception {
        at("submissions")
                .with("-tlsc", "--auth", mechanism, "-au", "u0", "-ap", "pass")
                .run("--to", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by swaks");
    }

    @Test
    void pipelines() throws Exception {
        at("smtp").with("-tls", "--pipeline").run("--to", "u1@example.org,u2@example.org");

        server.awaitSubjects("u1", "INBOX", "by swaks");
        server.awaitSubjects("u2", "INBOX", "by swaks");
    }

    @Test
    void mayNotSendToOthersWithoutLogin() throws Exception {
        assertThat(refusal(at("smtp"), "x@other.test"))
                .contains("454 4.7.1 ", "Relay access denied");
        assertThat(refusal(at("submission").with("-tls"), "u1@example.org"))
                .contains("530 5.7.0 Authentication required");
    }

    @Test
    void mayNotSendAsAnother() throws Exception {
        Program asAnother =
                at("submission").with("-tls", "--auth", "PLAIN", "-au", "u0", "-ap", "pass");

        assertThat(refusal(asAnother.with("--from", "u2@example.org"), "u1@example.org"))
                .contains("553 5.7.1 ", "not owned by user u0");
    }

    @Test
    void isToldThatAPasswordIsWrong() throws Exception {
        Program wrong = at("submissions").with("-tlsc", "--auth", "PLAIN", "-au", "u0");

        assertThat(refusal(wrong.with("-ap", "wrong"), "u1@example.org")).contains("535 5.7.8 ");
    }

    private Program at(String service) throws IOException {
        return swaks.with("--port", String.valueOf(server.port(service)));
    }

    private static String refusal(Program program, String recipient) throws Exception {
        Program.Outcome outcome = program.tryWith("", "--to", recipient);
        assertThat(outcome.exit()).as(outcome.output()).isNotZero();
        return outcome.output();
    }
}
