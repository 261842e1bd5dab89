// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

    private Program msmtp(String service, String startTls) throws IOException {
        String settings =
                """
                account default
                host localhost
                port %d
                tls on
                tls_starttls %s
                tls_trust_file %s
                auth on
                user u0
                password pass
                from u0@example.org
                """
                        .formatted(server.port(service), startTls, server.certificate());
        return server.program("msmtp", "msmtp").with("-C", server.write("msmtprc", settings));
    }
}
