// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailroom.smtp.AddressVectors.Vector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Gives every address of is_email to MAIL and RCPT. What is valid for RFC 5321, whatever the DNS
/// says of it, is taken. What only a header may have (comments, folding, forms of RFC 822) is
/// refused, and so is what is no address anywhere.
class AddressVectorsTest {
    private static final List<String> TAKEN = List.of("VALID", "DNSWARN_", "RFC5321_");

    /// Where Mailroom judges otherwise.
    private enum Deviation {
        // RFC 5321 §4.5.3.1: 64 and 256 octets are what must be taken, not all that may be
        LONG {
            @Override
            boolean applies(Vector vector) {
                return vector.diagnosis().equals("RFC5322_LOCAL_TOOLONG")
                        || vector.diagnosis().equals("RFC5322_TOOLONG");
            }
        },
        // As in Postfix: it is of this host; reject_non_fqdn_sender and _recipient refuse it
        WITHOUT_DOMAIN {
            @Override
            boolean applies(Vector vector) {
                return vector.diagnosis().equals("ERR_NODOMAIN")
                        && !vector.address().isEmpty()
                        && !vector.address().contains("@");
            }
        },
        // Nobody's mailbox, and what remains of it without quotes begins with an @
        EMPTY {
            @Override
            boolean applies(Vector vector) {
                return vector.address().startsWith("\"\"@");
            }
        };

        abstract boolean applies(Vector vector);
    }

    static List<Vector> vectors() throws IOException {
        return AddressVectors.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void givesTheRightVerdict(Vector vector) {
        boolean taken = TAKEN.stream().anyMatch(vector.diagnosis()::startsWith);
        for (var deviation : Deviation.values()) {
            taken ^= deviation.applies(vector);
        }

        assertThat(parse("RCPT TO:<%s>", vector) instanceof SmtpCommand.Rcpt)
                .as(vector.address())
                .isEqualTo(taken);
        // RFC 5321 §4.5.5: the null path is a sender
        assertThat(parse("MAIL FROM:<%s>", vector) instanceof SmtpCommand.Mail)
                .as(vector.address())
                .isEqualTo(taken || vector.address().isEmpty());
    }

    private static SmtpCommand parse(String command, Vector vector) {
        return SmtpParser.parse(
                command.formatted(vector.address()).getBytes(StandardCharsets.UTF_8),
                SmtpParser.Brackets.OPTIONAL);
    }
}
