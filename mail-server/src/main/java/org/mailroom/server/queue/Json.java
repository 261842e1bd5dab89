// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

/// Strings of JSON (RFC 8259).
final class Json {
    private Json() {}

    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // RFC 8259 §7: these must be escaped
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                quoted.append("\\u%04X".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
