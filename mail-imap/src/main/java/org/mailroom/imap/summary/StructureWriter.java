// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MimePart;
import org.mailroom.core.message.ParameterizedValue;
import org.mailroom.imap.grammar.ResponseWriter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes BODY and BODYSTRUCTURE (RFC 3501 §7.4.2).
public final class StructureWriter {

    public enum Extent {
        /// BODY: without extension data.
        BASIC,
        /// BODYSTRUCTURE.
        FULL
    }

    private final ResponseWriter out;
    private final Extent extent;

    public StructureWriter(ResponseWriter out, Extent extent) {
        this.out = out;
        this.extent = extent;
    }

    public void write(MimePart part) {
        out.octet('(');
        if (part.isMultipart()) {
            multipart(part);
        } else {
            single(part);
        }
        out.octet(')');
    }

    private void multipart(MimePart part) {
        part.children().forEach(this::write);
        if (part.children().isEmpty()) {
            // The grammar wants a part, and there is none.
            out.text("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0");
            out.text(extent == Extent.FULL ? " NIL NIL NIL NIL)" : ")");
        }
        string(out.octet(' '), part.subtype());
        if (extent == Extent.FULL) {
            parameters(out.octet(' '), part.contentType());
            extension(part.header());
        }
    }

    private void single(MimePart part) {
        string(out, part.type());
        string(out.octet(' '), part.subtype());
        parameters(out.octet(' '), withCharset(part));
        field(part.header(), "Content-ID");
        field(part.header(), "Content-Description");
        string(out.octet(' '), part.encoding());
        out.octet(' ').number(part.octets());
        if (part.isMessage()) {
            MimePart inner = part.children().getFirst();
            new EnvelopeWriter(out.octet(' ')).write(inner.header());
            out.octet(' ');
            write(inner);
            out.octet(' ').number(part.lines());
        } else if (part.type().equals("text")) {
            out.octet(' ').number(part.lines());
        }
        if (extent == Extent.FULL) {
            field(part.header(), "Content-MD5");
            extension(part.header());
        }
    }

    // RFC 2045 §5.2: text is US-ASCII where nothing is said; told as Dovecot tells it
    private static ParameterizedValue withCharset(MimePart part) {
        ParameterizedValue type = part.contentType();
        if (!part.type().equals("text") || type.parameter("charset").isPresent()) {
            return type;
        }
        var parameters = new ArrayList<>(type.parameters());
        parameters.add(new ParameterizedValue.Parameter("charset", "us-ascii"));
        return new ParameterizedValue(type.value(), parameters);
    }

    private void extension(HeaderFields header) {
        out.octet(' ');
        String disposition = header.value("Content-Disposition");
        if (disposition.isEmpty()) {
            out.nil();
        } else {
            ParameterizedValue parsed = ParameterizedValue.parse(disposition);
            string(out.octet('('), parsed.value());
            parameters(out.octet(' '), parsed);
            out.octet(')');
        }
        languages(out.octet(' '), header.value("Content-Language"));
        field(header, "Content-Location");
    }

    private static void languages(ResponseWriter out, String field) {
        List<String> languages = field.isEmpty() ? List.of() : split(field);
        if (languages.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (int i = 0; i < languages.size(); i++) {
            string(i == 0 ? out : out.octet(' '), languages.get(i));
        }
        out.octet(')');
    }

    private static List<String> split(String field) {
        return Arrays.stream(field.split(",", -1))
                .map(String::strip)
                .filter(language -> !language.isEmpty())
                .toList();
    }

    private void field(HeaderFields header, String name) {
        String value = header.value(name);
        out.octet(' ');
        if (value.isEmpty()) {
            out.nil();
        } else {
            string(out, value);
        }
    }

    private static void parameters(ResponseWriter out, ParameterizedValue value) {
        if (value.parameters().isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        boolean first = true;
        for (ParameterizedValue.Parameter parameter : value.parameters()) {
            string(first ? out : out.octet(' '), parameter.name());
            string(out.octet(' '), parameter.value());
            first = false;
        }
        out.octet(')');
    }

    private static void string(ResponseWriter out, String octets) {
        out.string(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
