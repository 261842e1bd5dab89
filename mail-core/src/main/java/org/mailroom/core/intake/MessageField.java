// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.SyntaxException;

import java.nio.charset.StandardCharsets;

/// A field of a header as filters see it and write it: one character per octet, line feeds between
/// the lines of its value, of which the blank behind the colon is a part.
public record MessageField(String name, String value) {

    /// @throws SyntaxException when the name is none (RFC 5322 §2.2)
    public MessageField {
        boolean valid = name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
        if (name.isEmpty() || !valid) {
            throw new SyntaxException("not the name of a header field");
        }
    }

    /// The octets of the field with its line ends. No line but the first can be taken for a field
    /// of its own, or for the end of the header (RFC 5322 §2.2.3).
    byte[] lines() {
        var text = new StringBuilder(name.length() + value.length() + 4);
        text.append(name).append(':');
        String[] lines = value.replace("\r\n", "\n").replace('\r', ' ').split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (i == 0) {
                text.append(line).append("\r\n");
            } else if (!line.isBlank()) {
                boolean folded = line.startsWith(" ") || line.startsWith("\t");
                text.append(folded ? "" : "\t").append(line).append("\r\n");
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
