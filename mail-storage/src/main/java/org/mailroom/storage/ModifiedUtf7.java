// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The encoding of mailbox names on the wire (RFC 3501 §5.1.3), and in the file names of mail
/// programs.
public final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    public static String encode(String name) {
        var encoded = new StringBuilder(name.length() + 16);
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (isPlain(c)) {
                encoded.append(c == '&' ? "&-" : String.valueOf(c));
                at++;
            } else {
                int from = at;
                while (at < name.length() && !isPlain(name.charAt(at))) {
                    at++;
                }
                encoded.append('&').append(shifted(name.substring(from, at))).append('-');
            }
        }
        return encoded.toString();
    }

    /// The name in Unicode; empty for what no encoder may have written.
    public static Optional<String> decode(String wire) {
        var name = new StringBuilder(wire.length());
        int at = 0;
        while (at < wire.length()) {
            char c = wire.charAt(at++);
            if (!isPlain(c)) {
                return Optional.empty();
            }
            if (c != '&') {
                name.append(c);
                continue;
            }
            int end = wire.indexOf('-', at);
            if (end < 0) {
                return Optional.empty();
            }
            String part = end == at ? "&" : unshifted(wire.substring(at, end));
            name.append(part);
            at = end + 1;
            if (part.isEmpty()) {
                return Optional.empty();
            }
        }
        // One name, one spelling: text that should not have been shifted, shifts side by side and
        // broken surrogates all encode to something else.
        String decoded = name.toString();
        return encode(decoded).equals(wire) ? Optional.of(decoded) : Optional.empty();
    }

    // RFC 3501 §5.1.3: "," in place of "/", no padding
    private static String shifted(String text) {
        byte[] utf16 = text.getBytes(StandardCharsets.UTF_16BE);
        return Base64.getEncoder().withoutPadding().encodeToString(utf16).replace('/', ',');
    }

    private static String unshifted(String text) {
        if (text.indexOf('/') >= 0 || text.indexOf('=') >= 0) {
            return "";
        }
        try {
            byte[] utf16 = Base64.getDecoder().decode(text.replace(',', '/'));
            return utf16.length % 2 == 0 ? new String(utf16, StandardCharsets.UTF_16BE) : "";
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~';
    }
}
