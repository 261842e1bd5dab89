// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Header text made readable: encoded words (RFC 2047) and raw UTF-8 (RFC 6532).
///
/// The library that decodes looks for the end of what merely begins like a word in all that
/// follows. It gets whole words only, found here in time that is in proportion to the text.
final class EncodedWords {
    private static final int MAX_CHARSET = 80;

    /// Looking for one that nobody knows takes long.
    private static final int MAX_CHARSETS = 50;

    private static final String ENCODINGS = "bBqQ";

    private final String text;
    private final StringBuilder decoded;
    private final Map<String, Boolean> charsets = new HashMap<>();

    private EncodedWords(String text) {
        this.text = text;
        this.decoded = new StringBuilder(text.length());
    }

    /// `octets` holds one octet per character.
    static String decode(String octets) {
        String text = isAscii(octets) ? octets : raw(octets.getBytes(StandardCharsets.ISO_8859_1));
        return text.contains("=?") ? new EncodedWords(text).decode() : text;
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

    /// Words side by side are decoded together: the blanks between them vanish, and a character may
    /// begin in one and end in the next.
    private String decode() {
        int runStart = 0;
        int runEnd = 0;
        int at = text.indexOf("=?");
        while (at >= 0) {
            int end = end(at);
            if (end > 0) {
                if (runEnd == runStart || !text.substring(runEnd, at).isBlank()) {
                    appendWords(runStart, runEnd);
                    decoded.append(text, runEnd, at);
                    runStart = at;
                }
                runEnd = end;
            }
            at = text.indexOf("=?", Math.max(end, at + 2));
        }
        appendWords(runStart, runEnd);
        return decoded.append(text, runEnd, text.length()).toString();
    }

    private void appendWords(int start, int end) {
        String words = text.substring(start, end);
        decoded.append(DecoderUtil.decodeEncodedWords(words, DecodeMonitor.SILENT));
    }

    /// The end of the word that begins here; -1 if there is none. It is looked for as far as to the
    /// next that may begin. Some write a `?` inside of a word, which it may not hold.
    private int end(int start) {
        int charsetEnd = text.indexOf('?', start + 2, Math.min(start + MAX_CHARSET, text.length()));
        int content = charsetEnd + 3;
        if (charsetEnd < 0
                || content >= text.length()
                || ENCODINGS.indexOf(text.charAt(charsetEnd + 1)) < 0
                || text.charAt(charsetEnd + 2) != '?'
                || !isKnown(text.substring(start + 2, charsetEnd))) {
            return -1;
        }
        for (int at = content; at < text.length(); at++) {
            if (at > content && text.startsWith("?=", at)) {
                return at + 2;
            }
            // Padding stands before the end: "=?="
            if (text.startsWith("=?", at) && !text.startsWith("=?=", at)) {
                return -1;
            }
        }
        return -1;
    }

    /// RFC 2231 §5: a language may stand behind the name.
    private boolean isKnown(String charset) {
        if (charsets.size() > MAX_CHARSETS) {
            return charsets.getOrDefault(charset, false);
        }
        return charsets.computeIfAbsent(charset, name -> isSupported(name.split("\\*", 2)[0]));
    }

    private static boolean isSupported(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }
}
