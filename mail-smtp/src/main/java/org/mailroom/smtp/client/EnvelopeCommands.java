// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.Unitext;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.Returning;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.DeliverBy;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.Xtext;
import org.mailroom.smtp.client.ContentScan.Octets;

import java.util.List;
import java.util.Optional;

/// MAIL and RCPT for one message, with the parameters that a server knows.
final class EnvelopeCommands {
    private final Features features;
    private final Consignment consignment;
    private final Load load;
    private final List<Integer> recipients;
    private final boolean dummyAuth;
    private final boolean passesTlsOn;
    private final Optional<DeliverBy> timeLeft;

    /// @param recipients the positions of those that the server is asked for
    EnvelopeCommands(Features features, Journey journey, Load load, List<Integer> recipients) {
        this.features = features;
        this.consignment = journey.consignment();
        this.load = load;
        this.recipients = recipients;
        this.passesTlsOn = journey.passesTlsOn();
        this.timeLeft = journey.timeLeft();
        this.dummyAuth = journey.settings().login().dummyAuth();
    }

    /// Whether an address can stand in a command, and is not the end of it: others have found their
    /// way into the queue.
    static boolean isPath(Address address) {
        return address.domain().chars().noneMatch(c -> c == '<' || c == '>' || c == ' ');
    }

    /// Whether the message is internationalized, not only declared to be (RFC 6531 §3.4). A header
    /// beyond ASCII that nobody declared is somebody's mistake, and goes as 8-bit content does.
    boolean needsUtf8() {
        boolean declared = consignment.envelope().encoding() == Envelope.Encoding.SMTPUTF8;
        boolean inAddresses =
                !isAscii(consignment.envelope().sender().toString())
                        || recipients.stream().anyMatch(r -> !isAscii(address(r)));
        return inAddresses || (declared && load.scan().header() == Octets.EIGHT_BIT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private String address(int recipient) {
        return consignment.recipients().get(recipient).address().toString();
    }

    /// Whether the server is told what the sender wants to hear.
    boolean passesNoticesOn() {
        return features.has("DSN");
    }

    String mail() {
        var command = new StringBuilder(80);
        command.append("MAIL FROM:<").append(consignment.envelope().sender()).append('>');
        if (features.has("SIZE")) {
            command.append(" SIZE=").append(load.content().octets());
        }
        if (load.scan().isEightBit() && features.has("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (needsUtf8()) {
            command.append(" SMTPUTF8");
        }
        if (passesTlsOn && features.has("REQUIRETLS")) {
            command.append(" REQUIRETLS");
        }
        // RFC 2852 §4.1.4.1: what is left of the time
        if (features.has("DELIVERBY")) {
            timeLeft.ifPresent(it -> command.append(" BY=").append(it));
        }
        // RFC 6710 §5.2
        int priority = consignment.envelope().urgency().priority();
        if (priority != 0 && features.has("MT-PRIORITY")) {
            command.append(" MT-PRIORITY=").append(priority);
        }
        // RFC 4954 §5: we vouch for nobody
        if (dummyAuth && features.has("AUTH")) {
            command.append(" AUTH=<>");
        }
        if (passesNoticesOn()) {
            noticesOfMessage(command, consignment.envelope());
        }
        return command.toString();
    }

    // RFC 3461 §4.3, §4.4
    static void noticesOfMessage(StringBuilder command, Envelope envelope) {
        if (envelope.returning() != Returning.UNSAID) {
            command.append(" RET=").append(envelope.returning());
        }
        envelope.envid().ifPresent(id -> command.append(" ENVID=").append(Xtext.encode(id)));
    }

    String rcpt(int recipient) {
        var command = new StringBuilder(80);
        command.append("RCPT TO:<").append(address(recipient)).append('>');
        if (passesNoticesOn()) {
            // RFC 6533 §3: characters as they are only for who knows SMTPUTF8
            var form = needsUtf8() ? Unitext.Form.EIGHT_BIT : Unitext.Form.SEVEN_BIT;
            noticesOfRecipient(command, consignment.recipients().get(recipient), form);
        }
        return command.toString();
    }

    // RFC 3461 §4.1, §4.2
    static void noticesOfRecipient(StringBuilder command, Recipient recipient, Unitext.Form form) {
        if (!recipient.notices().isUnsaid()) {
            command.append(" NOTIFY=").append(recipient.notices());
        }
        String original = recipient.orcpt().orElseGet(() -> typed(recipient.original().toString()));
        command.append(" ORCPT=").append(RcptParameters.orcpt(original, form));
    }

    private static String typed(String address) {
        return (isAscii(address) ? "rfc822;" : Unitext.TYPE) + address;
    }
}
