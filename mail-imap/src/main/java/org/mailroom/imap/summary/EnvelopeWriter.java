// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.AddressList;
import org.mailroom.core.message.AddressList.Entry;
import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.imap.grammar.ResponseWriter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/// Writes ENVELOPE (RFC 3501 §7.4.2). Field values are written as they stand, not decoded.
public final class EnvelopeWriter {
    private final ResponseWriter out;

    public EnvelopeWriter(ResponseWriter out) {
        this.out = out;
    }

    public void write(HeaderFields header) {
        List<Entry> from = addresses(header, "From");
        out.octet('(');
        text(header, "Date").octet(' ');
        text(header, "Subject").octet(' ');
        write(from).octet(' ');
        // RFC 3501 §7.4.2: Sender and Reply-To are From where they are missing or empty
        write(addresses(header, "Sender"), from).octet(' ');
        write(addresses(header, "Reply-To"), from).octet(' ');
        write(addresses(header, "To")).octet(' ');
        write(addresses(header, "Cc")).octet(' ');
        write(addresses(header, "Bcc")).octet(' ');
        text(header, "In-Reply-To").octet(' ');
        text(header, "Message-ID").octet(')');
    }

    private static List<Entry> addresses(HeaderFields header, String name) {
        var values = new StringJoiner(", ");
        for (HeaderField field : header.all()) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values.length() == 0 ? List.of() : AddressList.parse(values.toString()).entries();
    }

    private ResponseWriter text(HeaderFields header, String name) {
        return header.first(name).map(field -> out.string(field.octets())).orElseGet(out::nil);
    }

    private ResponseWriter write(List<Entry> addresses, List<Entry> otherwise) {
        return write(addresses.isEmpty() ? otherwise : addresses);
    }

    private ResponseWriter write(List<Entry> addresses) {
        if (addresses.isEmpty()) {
            return out.nil();
        }
        out.octet('(');
        addresses.forEach(this::write);
        return out.octet(')');
    }

    private void write(Entry entry) {
        switch (entry) {
            case Entry.Mailbox box -> {
                orNil(out.octet('('), box.name());
                orNil(out.octet(' '), box.route());
                // NIL would make it a group (RFC 3501 §7.4.2)
                string(
                        out.octet(' '),
                        box.localPart().isEmpty() ? "MISSING_MAILBOX" : box.localPart());
                string(out.octet(' '), box.domain().isEmpty() ? "MISSING_DOMAIN" : box.domain());
                out.octet(')');
            }
            case Entry.GroupStart(String name) -> string(out.text("(NIL NIL "), name).text(" NIL)");
            case Entry.GroupEnd _ -> out.text("(NIL NIL NIL NIL)");
        }
    }

    private static ResponseWriter orNil(ResponseWriter out, String text) {
        return text.isEmpty() ? out.nil() : string(out, text);
    }

    private static ResponseWriter string(ResponseWriter out, String octets) {
        return out.string(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
