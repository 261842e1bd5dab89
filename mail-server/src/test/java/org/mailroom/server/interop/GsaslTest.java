// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GNU SASL logs in by SCRAM, bound to TLS where it can be.
@Tag("interop")
class GsaslTest {
    @RegisterExtension final TestServer server = new TestServer("sasl_channel_binding = yes\n");

    @ParameterizedTest
    @CsvSource({
        "imap, SCRAM-SHA-256-PLUS",
        "imap, SCRAM-SHA-1-PLUS",
        "imap, SCRAM-SHA-256",
        "submission, SCRAM-SHA-256-PLUS",
        "submission, SCRAM-SHA-1"
    })
    void logsIn(String service, String mechanism) throws Exception {
        assertThat(gsasl(service, mechanism, "pass").exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"imap, SCRAM-SHA-256-PLUS, NO ", "submission, SCRAM-SHA-1, 535 5.7.8"})
    void isRefusedWithAWrongPassword(String service, String mechanism, String reply)
            throws Exception {
        Program.Outcome outcome = gsasl(service, mechanism, "wrong");

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains(reply);
    }

    // Without -PLUS it wants to hear nothing of channel binding
    private Program.Outcome gsasl(String service, String mechanism, String password)
            throws Exception {
        Program program =
                server.program("gsasl", "gsasl")
                        .with(
                                service.equals("imap") ? "--imap" : "--smtp",
                                "--mechanism=" + mechanism,
                                "--authentication-id=u0",
                                "--password=" + password,
                                "--x509-ca-file=" + server.certificate());
        if (!mechanism.endsWith("-PLUS")) {
            program = program.with("--no-cb");
        }
        return program.tryWith("", "localhost", String.valueOf(server.port(service)));
    }
}
