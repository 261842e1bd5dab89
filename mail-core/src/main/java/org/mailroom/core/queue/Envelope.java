// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.address.ReversePath;

import java.util.List;
import java.util.Optional;

/// Sender, recipients and what the sender asked for. One message with many recipients is one
/// envelope and stored once.
public record Envelope(
        ReversePath sender,
        List<Recipient> recipients,
        Origin origin,
        Body body,
        Encoding encoding,
        Optional<String> envid) {

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /// The BODY parameter (RFC 6152, RFC 3030).
    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT_MIME
    }

    /// Whether the SMTPUTF8 parameter was given (RFC 6531 §3.4).
    public enum Encoding {
        ASCII,
        SMTPUTF8
    }
}
