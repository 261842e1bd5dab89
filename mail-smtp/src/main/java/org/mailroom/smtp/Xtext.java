// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import java.util.Optional;

/// The encoding of parameter values in which `+` and two hexadecimal digits are one octet (RFC 3461
/// §4).
public final class Xtext {
    private Xtext() {}

    /// The text meant; empty where this is no xtext, or stands for a control character.
    static Optional<String> decode(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c == '+') {
                c = hex(text, i + 1);
                i += 2;
            } else if (c <= ' ' || c > '~' || c == '=') {
                return Optional.empty();
            }
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            plain.append((char) c);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(plain.toString());
    }

    /// The text in this encoding. It must be ASCII.
    public static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c > ' ' && c <= '~' && c != '+' && c != '=';
            encoded.append(plain ? Character.toString(c) : "+%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    // Only upper-case digits are xtext; -1 where these are none
    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = "0123456789ABCDEF".indexOf(text.charAt(at));
        int low = "0123456789ABCDEF".indexOf(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
