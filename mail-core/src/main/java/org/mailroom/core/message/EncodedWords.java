// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Header text made readable: encoded words (RFC 2047) and raw UTF-8 (RFC 6532).
final class EncodedWords {
    private EncodedWords() {}

    /// `octets` holds one octet per character.
    static String decode(String octets) {
        String text = isAscii(octets) ? octets : raw(octets.getBytes(StandardCharsets.ISO_8859_1));
        return text.contains("=?")
                ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT)
                : text;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static String raw(byte[] octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
