// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What `sendmail` says before it sends the message: lines `name TAB value`, and an empty one.
///
/// @param from `-f`; empty where it is not given
/// @param fullName `-F`; the same
/// @param recipients of the command line, as they stand there
/// @param fromHeader `-t`: those of the header as well
/// @param eightBit `-B8BITMIME`
/// @param envid `-V`
/// @param conditions `-N`, as a value of NOTIFY
/// @param returning `-R`, as a value of RET
record Request(
        Optional<String> from,
        Optional<String> fullName,
        List<String> recipients,
        boolean fromHeader,
        boolean eightBit,
        Optional<String> envid,
        Optional<String> conditions,
        Optional<String> returning) {
    private static final int MAX_OCTETS = 8 << 20;
    private static final String RECIPIENT = "recipient";
    private static final Set<String> NAMES =
            Set.of("from", "name", "extract", "8bit", "envid", "notify", "return");

    static Request read(InputStream in) throws IOException {
        var recipients = new ArrayList<String>();
        var values = new HashMap<String, String>();
        var lines = new Lines(in);
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            String[] words = line.split("\t", 2);
            String value = words.length > 1 ? words[1] : "";
            if (words[0].equals(RECIPIENT)) {
                recipients.add(value);
            } else if (NAMES.contains(words[0])) {
                // Others are of a newer sendmail
                values.put(words[0], value);
            }
        }
        return new Request(
                Optional.ofNullable(values.get("from")),
                Optional.ofNullable(values.get("name")),
                List.copyOf(recipients),
                values.containsKey("extract"),
                values.containsKey("8bit"),
                Optional.ofNullable(values.get("envid")),
                Optional.ofNullable(values.get("notify")),
                Optional.ofNullable(values.get("return")));
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
