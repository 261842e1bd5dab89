// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class DiagnosticTest {

    @Test
    void tellsTheReplyOfAnotherServerFromOurWords() {
        assertThat(
                        Diagnostic.of(
                                "host mx.test[192.0.2.1] said: 550 5.1.1 No such user (in reply to"
                                        + " RCPT TO command)"))
                .isEqualTo(
                        new Diagnostic("smtp", Optional.of("mx.test"), "550 5.1.1 No such user"));
        assertThat(Diagnostic.of("unknown user: \"x\""))
                .isEqualTo(new Diagnostic("X-Mailroom", Optional.empty(), "unknown user: \"x\""));
        assertThat(Diagnostic.of("host mx.test[192.0.2.1] said: 550 cut"))
                .isEqualTo(new Diagnostic("smtp", Optional.of("mx.test"), "550 cut"));
        assertThat(Diagnostic.of("delivery via mx.test[2001:db8::1]:25: 250 2.1.5 Ok"))
                .isEqualTo(new Diagnostic("smtp", Optional.of("mx.test"), "250 2.1.5 Ok"));
    }
}
