// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The protocol of Sendmail's socketmap (socketmap_table(5)): netstrings, `map key` and `OK value`,
/// `NOTFOUND`, `TEMP`, `TIMEOUT` or `PERM reason`.
///
/// @param map the name of the table at the server
record SocketmapProtocol(String map) implements LookupProtocol {
    // Postfix's limit
    private static final int MAX_ANSWER = 100_000;

    @Override
    public boolean takesPartialKeys() {
        return true;
    }

    @Override
    public byte[] request(String key) {
        byte[] text = (map + " " + key).getBytes(StandardCharsets.UTF_8);
        byte[] start = (text.length + ":").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + text.length + 1];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(text, 0, all, start.length, text.length);
        all[all.length - 1] = ',';
        return all;
    }

    @Override
    public Lookup answer(InputStream in) throws IOException {
        byte[] text = in.readNBytes(length(in));
        if (in.read() != ',') {
            throw new IOException("no netstring");
        }
        String[] words = new String(text, StandardCharsets.UTF_8).split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "OK" -> new Lookup.Found(rest);
            case "NOTFOUND" -> Lookup.NOT_FOUND;
            case "TEMP", "TIMEOUT", "PERM" -> new Lookup.Failed(words[0] + " " + rest);
            default -> throw new IOException("unknown answer");
        };
    }

    private static int length(InputStream in) throws IOException {
        int length = 0;
        int digits = 0;
        for (int c = in.read(); c != ':'; c = in.read()) {
            if (c < '0' || c > '9') {
                throw new IOException(c < 0 ? "connection closed" : "no netstring");
            }
            length = length * 10 + c - '0';
            digits++;
            if (length > MAX_ANSWER || digits > 6) {
                throw new IOException("an answer of more than " + MAX_ANSWER + " octets");
            }
        }
        return length;
    }
}
