// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.Client;

import java.util.Optional;

/// What a client asks for, to be judged.
///
/// @param sender empty before MAIL
/// @param recipient the recipient of RCPT, or the only one of the message
/// @param recipients how many the message has so far
/// @param reservation what earlier stages would have the recipient hear if nobody refuses it
/// @param site the domain of ETRN
public record Request(
        Moment moment,
        Client client,
        Optional<ReversePath> sender,
        Optional<Address> recipient,
        int recipients,
        Pace pace,
        MessageFacts message,
        Optional<Reply> reservation,
        Optional<String> site) {

    /// The address of the sender; empty before MAIL, and for the null sender.
    Optional<Address> senderAddress() {
        return sender.orElse(ReversePath.NULL) instanceof ReversePath.Sender(var address)
                ? Optional.of(address)
                : Optional.empty();
    }

    /// The command that is judged, as the log names it.
    public enum Moment {
        CONNECT("CONNECT"),
        HELO("HELO"),
        EHLO("EHLO"),
        MAIL("MAIL"),
        RCPT("RCPT"),
        DATA("DATA"),
        END_OF_DATA("END-OF-MESSAGE"),
        ETRN("ETRN");

        private final String text;

        Moment(String text) {
            this.text = text;
        }

        boolean isBeforeRecipient() {
            return isBeforeMail() || this == MAIL;
        }

        private boolean isBeforeMail() {
            return this == CONNECT || this == HELO || this == EHLO;
        }

        /// Whether there can be no message.
        boolean isWithoutMessage() {
            return isBeforeMail() || this == ETRN;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Whether the client has waited for replies where it has to (RFC 2920 §3.1).
    public enum Pace {
        PROPER,
        TOO_FAST
    }
}
