// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.queue.Envelope.Purpose;
import org.mailroom.server.programs.ExitCode;

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
/// @param purpose `-bv`, `-v`, or mere delivery
/// @param eightBit `-B8BITMIME`
/// @param envid `-V`
/// @param conditions `-N`, as a value of NOTIFY
/// @param returning `-R`, as a value of RET
record Request(
        Optional<String> from,
        Optional<String> fullName,
        List<String> recipients,
        boolean fromHeader,
        Purpose purpose,
        boolean eightBit,
        Optional<String> envid,
        Optional<String> conditions,
        Optional<String> returning) {
    private static final int MAX_OCTETS = 8 << 20;
    private static final int MAX_OPTION_OCTETS = 32 << 10;
    private static final String RECIPIENT = "recipient";
    private static final Set<String> NAMES =
            Set.of("from", "name", "extract", "purpose", "8bit", "envid", "notify", "return");

    /// Reads to the empty line.
    ///
    /// @throws RefusalException when it has been read, and says too much
    static Request read(InputStream in, RecipientRoom room) throws IOException, RefusalException {
        var lines = new Lines(in, room);
        try {
            return of(lines);
        } catch (RefusalException e) {
            lines.skip();
            throw e;
        }
    }

    private static Request of(Lines lines) throws IOException, RefusalException {
        var recipients = new ArrayList<String>();
        var values = new HashMap<String, String>();
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
                purpose(values.getOrDefault("purpose", "")),
                values.containsKey("8bit"),
                Optional.ofNullable(values.get("envid")),
                Optional.ofNullable(values.get("notify")),
                Optional.ofNullable(values.get("return")));
    }

    private static Purpose purpose(String word) {
        return switch (word) {
            case "probe" -> Purpose.PROBE;
            case "reported" -> Purpose.REPORTED_DELIVERY;
            default -> Purpose.DELIVERY;
        };
    }

    private static final class Lines {
        private static final byte[] OF_RECIPIENT =
                (RECIPIENT + "\t").getBytes(StandardCharsets.US_ASCII);

        private final InputStream in;
        private final RecipientRoom room;
        private int left = MAX_OCTETS;
        private int leftForOptions = MAX_OPTION_OCTETS;
        private int last = '\n';

        Lines(InputStream in, RecipientRoom room) {
            this.in = in;
            this.room = room;
        }

        String next() throws IOException, RefusalException {
            var line = new ByteArrayOutputStream();
            boolean recipient = true;
            for (int octet = octet(); octet != '\n'; octet = octet()) {
                int at = line.size();
                recipient &= at >= OF_RECIPIENT.length || OF_RECIPIENT[at] == octet;
                if (!recipient && --leftForOptions < 0) {
                    throw new RefusalException(
                            ExitCode.USAGE,
                            "the options have more than %d octets".formatted(MAX_OPTION_OCTETS));
                }
                if (at == OF_RECIPIENT.length) {
                    room.take(RecipientRoom.OCTETS_OF_OBJECTS);
                }
                if (recipient) {
                    room.take(1);
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        void skip() throws IOException {
            boolean emptyLine = false;
            while (!emptyLine) {
                int before = last;
                emptyLine = octet() == '\n' && before == '\n';
            }
        }

        private int octet() throws IOException {
            last = in.read();
            if (last < 0) {
                throw new EOFException("a request breaks off");
            }
            if (last != '\n' && --left < 0) {
                throw new IOException("a request has more than %d octets".formatted(MAX_OCTETS));
            }
            return last;
        }
    }
}
