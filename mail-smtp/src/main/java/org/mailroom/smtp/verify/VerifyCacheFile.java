// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import org.mailroom.smtp.verify.AddressVerification.Known;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was learnt of addresses, in a file: a line for each with address, time in seconds, status
/// (empty for a deliverable one) and text, parted by tabs. It is a cache: a line that is none is
/// passed over, and without the file each address is asked for again.
public record VerifyCacheFile(Path file) {
    private static final long MAX_OCTETS = 64L << 20;

    public void write(Map<String, Known> known) throws IOException {
        var text = new StringBuilder();
        known.forEach((address, it) -> text.append(line(address, it)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(String address, Known known) {
        String told =
                switch (known.standing()) {
                    case Standing.Deliverable() -> "\t";
                    case Standing.Undeliverable(var status, var text) -> status + "\t" + flat(text);
                    case Standing.Unsure(var text) -> "4\t" + flat(text);
                };
        return flat(address) + "\t" + known.learnt().getEpochSecond() + "\t" + told + "\n";
    }

    private static String flat(String text) {
        return text.replaceAll("[\\t\\r\\n]", " ");
    }

    public Map<String, Known> read() throws IOException {
        var known = new LinkedHashMap<String, Known>();
        if (Files.notExists(file) || Files.size(file) > MAX_OCTETS) {
            return known;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            String[] fields = line.split("\t", 4);
            if (fields.length == 4) {
                known(fields).ifPresent(it -> known.put(fields[0], it));
            }
        }
        return known;
    }

    private static Optional<Known> known(String[] fields) {
        try {
            Standing standing =
                    switch (fields[2]) {
                        case "" -> Standing.DELIVERABLE;
                        case "4" -> new Standing.Unsure(fields[3]);
                        default -> new Standing.Undeliverable(fields[2], fields[3]);
                    };
            return Optional.of(
                    new Known(standing, Instant.ofEpochSecond(Long.parseLong(fields[1]))));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
