// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The line that begins a message in an mbox file, and that old programs want to see: `From `, the
/// sender, and a date as asctime(3) writes it, in local time (RFC 4155 Appendix A).
public final class Postmark {
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    // With years of four digits everywhere.
    private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-30T23:59:59Z");

    /// Longer senders are cut: with four octets each the line stays within 1000.
    private static final int MAX_SENDER_CHARACTERS = 230;

    private Postmark() {}

    /// The line without its end, such that it is found again whatever the sender and the date.
    public static String of(String sender, Instant date, ZoneId zone) {
        String from = sender.isEmpty() ? "MAILER-DAEMON" : printable(sender);
        Instant written = date.isBefore(FIRST) ? FIRST : date.isAfter(LAST) ? LAST : date;
        return "From " + from + " " + ASCTIME.format(written.atZone(zone));
    }

    private static String printable(String sender) {
        int characters = sender.codePointCount(0, sender.length());
        int end = sender.offsetByCodePoints(0, Math.min(characters, MAX_SENDER_CHARACTERS));
        return sender.substring(0, end).replaceAll("[\\s\\p{Cntrl}]", "?");
    }
}
