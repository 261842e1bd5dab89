// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.server.programs.ExitCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The header of a message that comes from a program: who is written to, and what is missing. It is
/// read octet by octet and passed on; only the names of recipients stay in memory. Used by one
/// thread.
final class SubmittedHeader {
    private static final int MAX_OCTETS = 16 << 20;
    private static final int MAX_NAME = 32;
    private static final Set<String> RECIPIENTS = Set.of("to", "cc", "bcc");
    private static final String RESENT = "resent-";
    private static final int NONE = -2;

    /// Where the recipients are named.
    enum Recipients {
        IN_THE_HEADER,
        ELSEWHERE
    }

    private final InputStream in;
    private final OutputStream copy;
    private final Set<String> wanted;
    private final RecipientRoom room;
    private final List<String> recipients = new ArrayList<>();
    private final List<String> resentTo = new ArrayList<>();
    private boolean hasFrom;
    private int octets;
    private int next = NONE;

    private SubmittedHeader(
            InputStream in, OutputStream copy, Set<String> wanted, RecipientRoom room) {
        this.in = in;
        this.copy = copy;
        this.wanted = wanted;
        this.room = room;
    }

    /// Reads to the end of the header, and perhaps some octets more.
    ///
    /// @param copy gets all that is read
    /// @throws RefusalException when it is longer than any header is, or names too many
    static SubmittedHeader read(
            InputStream in, OutputStream copy, Recipients where, RecipientRoom room)
            throws IOException, RefusalException {
        Set<String> wanted =
                switch (where) {
                    case IN_THE_HEADER -> RECIPIENTS;
                    case ELSEWHERE -> Set.of();
                };
        var header = new SubmittedHeader(in, copy, wanted, room);
        boolean inHeader = true;
        while (inHeader) {
            inHeader = header.field();
        }
        return header;
    }

    private int peek() throws IOException {
        if (next == NONE) {
            next = in.read();
        }
        return next;
    }

    private int take() throws IOException, RefusalException {
        int octet = peek();
        next = NONE;
        if (octet >= 0) {
            copy.write(octet);
            if (++octets > MAX_OCTETS) {
                throw new RefusalException(
                        ExitCode.DATA_ERROR,
                        "the header has more than %d octets".formatted(MAX_OCTETS));
            }
        }
        return octet;
    }

    // False where there is none: then it is the body, or the line between
    private boolean field() throws IOException, RefusalException {
        var name = new StringBuilder();
        int octet = take();
        while (octet > ' ' && octet != ':') {
            if (name.length() < MAX_NAME) {
                name.append((char) octet);
            }
            octet = take();
        }
        while (!name.isEmpty() && (octet == ' ' || octet == '\t')) {
            octet = take();
        }
        if (name.isEmpty() || octet != ':') {
            return false;
        }
        value(name.toString().toLowerCase(Locale.ROOT));
        return peek() >= 0;
    }

    private void value(String name) throws IOException, RefusalException {
        hasFrom |= name.equals("from");
        boolean again = name.startsWith(RESENT);
        if (wanted.contains(again ? name.substring(RESENT.length()) : name)) {
            room.take(RecipientRoom.OCTETS_OF_OBJECTS);
            var value = new ByteArrayOutputStream();
            for (int octet = unfolded(); octet >= 0; octet = unfolded()) {
                room.take(1);
                value.write(octet);
            }
            (again ? resentTo : recipients).add(value.toString(StandardCharsets.UTF_8));
        } else {
            int octet = unfolded();
            while (octet >= 0) {
                octet = unfolded();
            }
        }
    }

    // The next octet of a value without line ends, or -1
    private int unfolded() throws IOException, RefusalException {
        int octet = take();
        while (octet == '\r' || octet == '\n') {
            if (octet == '\n' && peek() != ' ' && peek() != '\t') {
                return -1;
            }
            octet = take();
        }
        return octet == '\t' ? ' ' : octet;
    }

    boolean hasFrom() {
        return hasFrom;
    }

    /// The values of To, Cc and Bcc; of a message that was sent again those of Resent-To and so on.
    List<String> recipients() {
        return resentTo.isEmpty() ? recipients : resentTo;
    }
}
