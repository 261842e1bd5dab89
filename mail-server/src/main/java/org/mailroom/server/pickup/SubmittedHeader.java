// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.intake.Draft;
import org.mailroom.core.message.AddressList;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The header of a message that comes from a program: who is written to, and what is missing. Used
/// by one thread.
final class SubmittedHeader {
    private static final int MAX_OCTETS = 16 << 20;
    private static final Set<String> RECIPIENTS = Set.of("to", "cc", "bcc");
    private static final String RESENT = "resent-";

    private final byte[] octets;
    private final byte[] rest;
    private final List<Field> fields;

    private SubmittedHeader(byte[] octets, byte[] rest) {
        this.octets = octets;
        this.rest = rest;
        this.fields = fields(octets);
    }

    /// Reads to the end of the header.
    ///
    /// @throws IOException when it is longer than any header is
    static SubmittedHeader read(InputStream in) throws IOException {
        var header = new ByteArrayOutputStream();
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            if (octet == '\n') {
                if (!belongs(line.toByteArray(), header.size() > 0)) {
                    return new SubmittedHeader(header.toByteArray(), line.toByteArray());
                }
                line.writeTo(header);
                line.reset();
            }
            if (header.size() + line.size() > MAX_OCTETS) {
                throw new IOException("the header is too long");
            }
        }
        line.writeTo(header);
        return new SubmittedHeader(header.toByteArray(), new byte[0]);
    }

    // A field, or more of one; anything else is the body, or the line between
    private static boolean belongs(byte[] line, boolean inHeader) {
        if (line[0] == ' ' || line[0] == '\t') {
            return inHeader;
        }
        int at = 0;
        while (at < line.length && line[at] > ' ' && line[at] != ':') {
            at++;
        }
        int colon = at;
        while (colon < line.length && (line[colon] == ' ' || line[colon] == '\t')) {
            colon++;
        }
        return at > 0 && colon < line.length && line[colon] == ':';
    }

    private record Field(String name, String value) {}

    /// All that was read: the header as it came, and the line behind it.
    void writeTo(Draft draft) {
        draft.write(octets, 0, octets.length);
        draft.write(rest, 0, rest.length);
    }

    private static List<Field> fields(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        var fields = new ArrayList<Field>();
        for (String field : text.split("\r?\n(?![ \t])", -1)) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                fields.add(
                        new Field(
                                field.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                                field.substring(colon + 1).replaceAll("[\r\n]+", "")));
            }
        }
        return fields;
    }

    boolean has(String name) {
        return fields.stream().anyMatch(it -> it.name().equals(name));
    }

    /// Everybody in To, Cc and Bcc; of a message that was sent again those of Resent-To and so on.
    List<AddressList.Entry.Mailbox> recipients() {
        boolean resent = fields.stream().anyMatch(it -> isFor(it, RESENT));
        String prefix = resent ? RESENT : "";
        return fields.stream()
                .filter(it -> isFor(it, prefix))
                .flatMap(it -> mailboxes(it.value()).stream())
                .toList();
    }

    private static boolean isFor(Field field, String prefix) {
        return field.name().startsWith(prefix)
                && RECIPIENTS.contains(field.name().substring(prefix.length()));
    }

    static List<AddressList.Entry.Mailbox> mailboxes(String text) {
        return AddressList.parse(text).entries().stream()
                .filter(AddressList.Entry.Mailbox.class::isInstance)
                .map(AddressList.Entry.Mailbox.class::cast)
                .toList();
    }
}
