// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Envelope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a client said behind the sender's address. `submitter` is the AUTH parameter, decoded (RFC
/// 4954 §5); `<>` is an empty text. `envid` is decoded as well.
public record MailParameters(
        OptionalLong size,
        Envelope.Body body,
        Envelope.Encoding encoding,
        Optional<String> submitter,
        Optional<String> envid,
        Envelope.Returning returning,
        Envelope.TlsDemand tls,
        FutureRelease release,
        Optional<DeliverBy> by,
        OptionalInt priority) {

    private static final int MAX_ENVID = 100;

    public static final MailParameters NONE =
            new MailParameters(
                    OptionalLong.empty(),
                    Envelope.Body.SEVEN_BIT,
                    Envelope.Encoding.ASCII,
                    Optional.empty(),
                    Optional.empty(),
                    Envelope.Returning.UNSAID,
                    Envelope.TlsDemand.UNSAID,
                    new FutureRelease.Now(),
                    Optional.empty(),
                    OptionalInt.empty());

    /// What ENVID says in xtext; empty where it may not be that. Other programs than clients say it
    /// as well.
    public static Optional<String> envid(String xtext) {
        // RFC 3461 §4.4: up to 100 characters
        return xtext.length() <= MAX_ENVID ? Xtext.decode(xtext) : Optional.empty();
    }

    /// As a client writes them.
    public List<String> words() {
        var words = new ArrayList<String>();
        size.ifPresent(octets -> words.add("SIZE=" + octets));
        if (body == Envelope.Body.EIGHT_BIT_MIME) {
            words.add("BODY=8BITMIME");
        }
        if (encoding == Envelope.Encoding.SMTPUTF8) {
            words.add("SMTPUTF8");
        }
        submitter.ifPresent(
                author -> words.add("AUTH=" + (author.isEmpty() ? "<>" : Xtext.encode(author))));
        if (returning != Envelope.Returning.UNSAID) {
            words.add("RET=" + returning);
        }
        envid.ifPresent(id -> words.add("ENVID=" + Xtext.encode(id)));
        if (tls == Envelope.TlsDemand.REQUIRED) {
            words.add("REQUIRETLS");
        }
        by.ifPresent(it -> words.add("BY=" + it));
        priority.ifPresent(it -> words.add("MT-PRIORITY=" + it));
        return words;
    }

    /// Whether notifications were spoken of (RFC 3461 §4).
    public boolean asksForNotices() {
        return envid.isPresent() || returning != Envelope.Returning.UNSAID;
    }
}
