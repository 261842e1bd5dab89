// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Envelope;

import java.util.Optional;
import java.util.OptionalLong;

/// What a client said behind the sender's address. `submitter` is the AUTH parameter, decoded (RFC
/// 4954 §5); `<>` is an empty text.
public record MailParameters(
        OptionalLong size,
        Envelope.Body body,
        Envelope.Encoding encoding,
        Optional<String> submitter) {

    public static final MailParameters NONE =
            new MailParameters(
                    OptionalLong.empty(),
                    Envelope.Body.SEVEN_BIT,
                    Envelope.Encoding.ASCII,
                    Optional.empty());
}
