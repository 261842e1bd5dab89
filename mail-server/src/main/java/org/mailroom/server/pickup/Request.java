// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import java.io.ByteArrayOutputStream;
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
    private static final int MAX_LINE = 100_000;
    private static final int MAX_RECIPIENTS = 100_000;

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
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] words = line.split("\t", 2);
            String value = words.length > 1 ? words[1] : "";
            if (words[0].equals("recipient")) {
                recipients.add(value);
                if (recipients.size() > MAX_RECIPIENTS) {
                    throw new IOException("too many recipients");
                }
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

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.size() == MAX_LINE) {
                throw new IOException("a request breaks off");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
