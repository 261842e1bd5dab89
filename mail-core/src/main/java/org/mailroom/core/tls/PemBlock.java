// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What stands between `BEGIN` and `END` in text in PEM form (RFC 7468).
///
/// @param label what it says that it is, such as `PRIVATE KEY`
/// @param fields what stands before the content, of which only the form from before RFC 7468 §2 has
///   any: whether it is encrypted, and how
/// @param lines the content, in base64
record PemBlock(String label, List<String> fields, List<String> lines) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    PemBlock {
        fields = List.copyOf(fields);
        lines = List.copyOf(lines);
    }

    /// All of them, in their order. What stands between them is for people (RFC 7468 §5.2).
    ///
    /// @throws IOException when one has no end
    static List<PemBlock> all(Reader text) throws IOException {
        var lines = new BufferedReader(text);
        var all = new ArrayList<PemBlock>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Optional<String> label = label(line, BEGIN);
            if (label.isPresent()) {
                all.add(rest(label.get(), lines));
            }
        }
        return all;
    }

    private static PemBlock rest(String label, BufferedReader text) throws IOException {
        var fields = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            if (label(line, END).isPresent()) {
                return new PemBlock(label, fields, lines);
            }
            (line.contains(":") ? fields : lines).add(line.strip());
        }
        throw new IOException("there is no line \"%s%s%s\"".formatted(END, label, DASHES));
    }

    private static Optional<String> label(String line, String mark) {
        String bare = line.strip();
        return bare.startsWith(mark) && bare.endsWith(DASHES)
                ? Optional.of(
                        bare.substring(mark.length(), bare.length() - DASHES.length()).strip())
                : Optional.empty();
    }

    boolean isEncrypted() {
        return label.equals("ENCRYPTED PRIVATE KEY")
                || fields.stream().anyMatch(field -> field.endsWith("ENCRYPTED"));
    }

    /// The octets that it stands for.
    ///
    /// @throws IOException when it is not in base64
    byte[] content() throws IOException {
        try {
            return Base64.getDecoder().decode(String.join("", lines));
        } catch (IllegalArgumentException e) {
            throw new IOException("a %s is not in base64: %s".formatted(label, e.getMessage()), e);
        }
    }

    /// The same text again.
    String text() {
        return "%s%s%s\n%s\n%s%s%s\n"
                .formatted(BEGIN, label, DASHES, String.join("\n", lines), END, label, DASHES);
    }
}
