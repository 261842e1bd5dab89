// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.util.List;
import java.util.Optional;

/// Sender, recipients and what the sender asked for. One message with many recipients is one
/// envelope and stored once. `envid` is the ENVID parameter, decoded (RFC 3461 §4.4).
public record Envelope(
        ReversePath sender,
        List<Recipient> recipients,
        Origin origin,
        Body body,
        Encoding encoding,
        Optional<String> envid,
        Returning returning,
        TlsDemand tls,
        Purpose purpose,
        Urgency urgency) {

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /// Of which its sender has asked for nothing more.
    public Envelope(
            ReversePath sender,
            List<Recipient> recipients,
            Origin origin,
            Body body,
            Encoding encoding,
            Optional<String> envid) {
        this(
                sender,
                recipients,
                origin,
                body,
                encoding,
                envid,
                Returning.UNSAID,
                TlsDemand.UNSAID,
                Purpose.DELIVERY,
                Urgency.USUAL);
    }

    /// Of a notice that the server writes, of which nobody is notified (RFC 3461 §6.2).
    public static Envelope ofNotice(ReversePath sender, Address reader) {
        return new Envelope(
                sender,
                List.of(Recipient.of(reader).with(Notify.NEVER)),
                Origin.internal(),
                Body.EIGHT_BIT_MIME,
                Encoding.ASCII,
                Optional.empty());
    }

    /// The same message for others.
    public Envelope to(ReversePath otherSender, List<Recipient> others) {
        return new Envelope(
                otherSender,
                others,
                origin,
                body,
                encoding,
                envid,
                returning,
                tls,
                purpose,
                urgency);
    }

    /// The same where the sender asks for that.
    public Envelope with(Returning wanted) {
        return with(wanted, tls, purpose, urgency);
    }

    /// The same where the sender asks for that.
    public Envelope with(TlsDemand demand) {
        return with(returning, demand, purpose, urgency);
    }

    /// The same for another purpose.
    public Envelope with(Purpose other) {
        return with(returning, tls, other, urgency);
    }

    /// The same with another urgency.
    public Envelope with(Urgency other) {
        return with(returning, tls, purpose, other);
    }

    private Envelope with(
            Returning wanted, TlsDemand demand, Purpose newPurpose, Urgency newUrgency) {
        return new Envelope(
                sender,
                recipients,
                origin,
                body,
                encoding,
                envid,
                wanted,
                demand,
                newPurpose,
                newUrgency);
    }

    /// How much of the message a notification of failure brings back: the RET parameter (RFC 3461
    /// §4.3).
    public enum Returning {
        UNSAID,
        FULL,
        HDRS
    }

    /// What the sender says of TLS on the way (RFC 8689).
    public enum TlsDemand {
        UNSAID,
        /// The REQUIRETLS parameter was given.
        REQUIRED,
        /// `TLS-Required: No`: it matters more that the message arrives.
        NOT_REQUIRED
    }

    /// What it is in the queue for.
    public enum Purpose {
        DELIVERY,
        /// The sender gets a report of the first attempt (`sendmail -v`).
        REPORTED_DELIVERY,
        /// Nothing is delivered: the sender gets a report of what would be (`sendmail -bv`), or
        /// whoever asks for an address hears it.
        PROBE
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
