// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.util.Optional;

/// A command line, parsed (RFC 5321 §4.1.1 and its extensions).
public sealed interface SmtpCommand {

    record Helo(String name) implements SmtpCommand {}

    record Ehlo(String name) implements SmtpCommand {}

    record Lhlo(String name) implements SmtpCommand {}

    record Mail(ReversePath sender, MailParameters parameters) implements SmtpCommand {}

    record Rcpt(Address recipient, RcptParameters parameters) implements SmtpCommand {}

    record Data() implements SmtpCommand {}

    /// A chunk of content, whose octets follow at once (RFC 3030 §2).
    record Bdat(long octets, Place place) implements SmtpCommand {
        /// Whether more of the message comes behind the chunk.
        public enum Place {
            INNER,
            LAST
        }
    }

    record Rset() implements SmtpCommand {}

    record Noop() implements SmtpCommand {}

    record Vrfy(String name) implements SmtpCommand {}

    /// A host asks for the mail that waits for a domain (RFC 1985).
    record Etrn(String site) implements SmtpCommand {}

    record Help() implements SmtpCommand {}

    record Quit() implements SmtpCommand {}

    record StartTls() implements SmtpCommand {}

    /// `mechanism` is in upper case; the initial response is still encoded (RFC 4954 §4).
    record Auth(String mechanism, Optional<String> initialResponse) implements SmtpCommand {}

    /// A proxy says for whom it speaks from now on (Postfix's XCLIENT_README).
    record Xclient(ProxyAttributes attributes) implements SmtpCommand {}

    /// A mail system says where the next message came from (Postfix's XFORWARD_README).
    record Xforward(ProxyAttributes attributes) implements SmtpCommand {}

    /// A command of RFC 5321 or its extensions that this server does not have.
    record NotOffered(String verb) implements SmtpCommand {}

    /// No command of SMTP. `line` is what came.
    record Unknown(String line) implements SmtpCommand {}

    /// A known command that breaks its grammar, and what to answer; or no text at all.
    record Malformed(Verb of, Reply answer) implements SmtpCommand {}
}
