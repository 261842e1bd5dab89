// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The protocol of tcp_table(5): `get key`, and `200 value`, `500` where there is none, `400` where
/// that cannot be said now; `%XX` stands for an octet.
record TcpTableProtocol() implements LookupProtocol {
    // tcp_table(5): longer answers are not allowed
    private static final int MAX_ANSWER = 4096;

    // tcp_table(5): asked with the whole key only
    @Override
    public boolean takesPartialKeys() {
        return false;
    }

    @Override
    public byte[] request(String key) {
        var text = new StringBuilder("get ");
        for (byte octet : key.getBytes(StandardCharsets.UTF_8)) {
            if (octet <= ' ' || octet == '%' || octet == 127) {
                text.append("%%%02X".formatted(octet & 0xff));
            } else {
                text.append((char) octet);
            }
        }
        return text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Lookup answer(InputStream in) throws IOException {
        String line = line(in);
        String code = line.substring(0, Math.min(3, line.length()));
        String text = line.length() > 4 ? decoded(line.substring(4)) : "";
        return switch (code) {
            case "200" -> new Lookup.Found(text);
            case "500" -> Lookup.NOT_FOUND;
            case "400" -> new Lookup.Failed(text);
            default -> throw new IOException("unknown answer");
        };
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("connection closed");
            }
            if (line.size() >= MAX_ANSWER) {
                throw new IOException("an answer of more than " + MAX_ANSWER + " octets");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static String decoded(String text) throws IOException {
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.write(c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                throw new IOException("bad escape");
            }
            octets.write(high * 16 + low);
            i += 2;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
