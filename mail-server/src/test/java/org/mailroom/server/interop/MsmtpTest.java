// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/// msmtp, in the place of sendmail, sends by submission.
@Tag("interop")
class MsmtpTest {
    @RegisterExtension final TestServer server = new TestServer();

    @Test
    void sendsWithStartTls() throws Exception {
        msmtp("submission", "on").runWith(Letter.text("by msmtp"), "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by msmtp");
        Letter.assertWhole(server.inbox("u1").messages().getFirst());
    }

    @Test
    void sendsWithTlsFromTheStart() throws Exception {
        msmtp("submissions", "off").runWith(Letter.text("by msmtp"), "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by msmtp");
    }

    @Test
    void isToldThatNobodyIsThere() throws Exception {
        Program.Outcome outcome =
                msmtp("submission", "on").tryWith(Letter.text("by msmtp"), "nobody@example.org");

        assertThat(outcome.output()).contains("550 5.1.1 ");
        assertThat(outcome.exit()).isEqualTo(65);
    }

    @ParameterizedTest
    @CsvSource({
        "submission, on, plain",
        "submission, on, login",
        "submission, on, scram-sha-1",
        "submission, on, scram-sha-256",
        "submissions, off, plain",
        "submissions, off, login",
        "submissions, off, scram-sha-1",
        "submissions, off, scram-sha-256"
    })
    void logsIn(String service, String startTls, String mechanism) throws Exception {
        msmtp(service, startTls, mechanism).runWith(Letter.text("by msmtp"), "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by msmtp");
    }

    @ParameterizedTest
    @CsvSource({"submission, on", "submissions, off"})
    void logsInByItsCertificate(String service, String startTls) throws Exception {
        String alice = ClientCertificate.at(server).file();

        msmtp(service, startTls, "external")
                .with("--tls-cert-file=" + alice, "--tls-key-file=" + alice)
                .runWith(Letter.text("by msmtp"), "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by msmtp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login"})
    void isToldThatAPasswordIsWrong(String mechanism) throws Exception {
        Program wrong = msmtp("submission", "on", mechanism, "wrong");
        Program.Outcome outcome = wrong.tryWith(Letter.text("by msmtp"), "u1@example.org");

        assertThat(outcome.output()).contains("535 5.7.8 ");
        assertThat(outcome.exit()).isEqualTo(77);
    }

    // It asks the server for what it was told by -N and -R
    @Test
    void hearsThatMailHasArrived() throws Exception {
        msmtp("submission", "on")
                .with("--dsn-notify=success", "--dsn-return=headers")
                .runWith(Letter.text("by msmtp"), "u1@example.org");

        server.awaitSubjects("u0", "INBOX", "Successful Mail Delivery Report");
    }

    private Program msmtp(String service, String startTls) throws IOException {
        return msmtp(service, startTls, "on");
    }

    private Program msmtp(String service, String startTls, String mechanism) throws IOException {
        return msmtp(service, startTls, mechanism, "pass");
    }

    private Program msmtp(String service, String startTls, String mechanism, String password)
            throws IOException {
        String settings =
                """
                account default
                host localhost
                port %d
                tls on
                tls_starttls %s
                tls_trust_file %s
                auth %s
                user u0
                password %s
                from u0@example.org
                """
                        .formatted(
                                server.port(service),
                                startTls,
                                server.certificate(),
                                mechanism,
                                password);
        return server.program("msmtp", "msmtp").with("-C", server.write("msmtprc", settings));
    }
}
