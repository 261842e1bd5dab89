// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.util.List;
import java.util.Locale;

/// A message or a part of one, and where it stands. Places count octets from the start of the whole
/// message; the CRLF before a boundary belongs to the boundary (RFC 2046 §5.1.1). `lines` counts
/// the line ends in the body. `children` are the parts of a multipart, or the one message of a
/// message/rfc822. Immutable.
public record MimePart(
        HeaderFields header,
        ParameterizedValue contentType,
        long headerStart,
        long bodyStart,
        long bodyEnd,
        long lines,
        List<MimePart> children) {

    public MimePart {
        children = List.copyOf(children);
    }

    public long octets() {
        return bodyEnd - bodyStart;
    }

    /// `text` of `text/plain`, in lower case.
    public String type() {
        return half(0);
    }

    public String subtype() {
        return half(1);
    }

    private String half(int index) {
        return contentType.value().split("/", 2)[index].strip().toLowerCase(Locale.ROOT);
    }

    public boolean isMultipart() {
        return type().equals("multipart");
    }

    /// Whether the body is a message of its own, seen as such.
    public boolean isMessage() {
        return type().equals("message")
                && (subtype().equals("rfc822") || subtype().equals("global"))
                && !children.isEmpty();
    }

    /// Content-Transfer-Encoding in lower case, `7bit` where nothing is said (RFC 2045 §6.1).
    public String encoding() {
        String field = header.value("Content-Transfer-Encoding").toLowerCase(Locale.ROOT);
        String named = new FieldScanner(field).until(";").replace(" ", "");
        return named.isEmpty() ? "7bit" : named;
    }
}
