// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.nio.charset.StandardCharsets;

/// One field of a header. `value` is what follows the colon, unfolded and stripped, one character
/// per octet: it may hold octets that are not ASCII. `start` and `end` are where the whole field
/// stands in its header block, its last line end included.
public record HeaderField(String name, String value, int start, int end) {

    /// The value as a person reads it: encoded words (RFC 2047) and raw UTF-8 decoded.
    public String text() {
        return EncodedWords.decode(value);
    }

    public byte[] octets() {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }
}
