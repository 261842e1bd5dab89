// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `sendmail` says before it sends the message: lines `name TAB value`, and an empty one.
///
/// @param from `-f`; empty where it is not given
/// @param fullName `-F`; the same
/// @param recipients of the command line, as they stand there
/// @param fromHeader `-t`: those of the header as well
/// @param eightBit `-B8BITMIME`
/// @param envid `-V`
record Request(
        Optional<String> from,
        Optional<String> fullName,
        List<String> recipients,
        boolean fromHeader,
        boolean eightBit,
        Optional<String> envid) {
    private static final int MAX_OCTETS = 8 << 20;

    static Request read(InputStream in) throws IOException {
        var request =
                new Request(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false,
                        false,
                        Optional.empty());
        var recipients = new ArrayList<String>();
        var lines = new Lines(in);
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            String[] words = line.split("\t", 2);
            String value = words.length > 1 ? words[1] : "";
            if (words[0].equals("recipient")) {
                recipients.add(value);
            } else {
                request = request.with(words[0], value);
            }
        }
        return new Request(
                request.from,
                request.fullName,
                List.copyOf(recipients),
                request.fromHeader,
                request.eightBit,
                request.envid);
    }

    private Request with(String name, String value) {
        Optional<String> text = Optional.of(value);
        return switch (name) {
            case "from" -> new Request(text, fullName, recipients, fromHeader, eightBit, envid);
            case "name" -> new Request(from, text, recipients, fromHeader, eightBit, envid);
            case "extract" -> new Request(from, fullName, recipients, true, eightBit, envid);
            case "8bit" -> new Request(from, fullName, recipients, fromHeader, true, envid);
            case "envid" -> new Request(from, fullName, recipients, fromHeader, eightBit, text);
            // Of a newer sendmail
            default -> this;
        };
    }

    private static final class Lines {
        private final InputStream in;
        private int left = MAX_OCTETS;

        Lines(InputStream in) {
            this.in = in;
        }

        String next() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException("a request breaks off");
                }
                if (--left < 0) {
                    throw new IOException(
                            "a request has more than %d octets".formatted(MAX_OCTETS));
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8);
        }
    }
}
