// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.Postmark;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The line that begins a message in an mbox file: `From `, the sender, and a date as asctime(3)
/// writes it, in local time (RFC 4155 Appendix A).
public final class FromLine {
    static final int MAX_OCTETS = 1000;
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    // Seconds may be missing, and a zone may stand before or behind the year.
    private static final Pattern DATE =
            Pattern.compile(
                    " (?:Sun|Mon|Tue|Wed|Thu|Fri|Sat),? "
                            + "(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
                            + "{1,2}(?<day>[0-9]{1,2}) (?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})"
                            + "(?::(?<second>[0-9]{2}))?"
                            + "(?: [A-Z]{1,5}| [+-][0-9]{4})? (?<year>[0-9]{4})(?![0-9])");

    private FromLine() {}

    /// The line with its end, such that it is found again whatever the sender and the date.
    public static byte[] of(String sender, Instant date, ZoneId zone) {
        return (Postmark.of(sender, date, zone) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Whether octets begin with `From `.
    static boolean isCandidate(byte[] octets, int start, int end) {
        return end - start >= 5
                && octets[start] == 'F'
                && octets[start + 1] == 'r'
                && octets[start + 2] == 'o'
                && octets[start + 3] == 'm'
                && octets[start + 4] == ' ';
    }

    /// The date of a line that begins a message; empty for one that does not.
    static Optional<Instant> date(byte[] octets, int start, int end, ZoneId zone) {
        if (!isCandidate(octets, start, end) || end - start > MAX_OCTETS) {
            return Optional.empty();
        }
        String line = new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
        Matcher date = DATE.matcher(line);
        return date.find("From".length()) ? instant(date, zone) : Optional.empty();
    }

    private static Optional<Instant> instant(Matcher date, ZoneId zone) {
        try {
            String second = date.group("second");
            var local =
                    LocalDateTime.of(
                            number(date.group("year")),
                            MONTHS.indexOf(date.group("month")) + 1,
                            number(date.group("day")),
                            number(date.group("hour")),
                            number(date.group("minute")),
                            second == null ? 0 : Math.min(59, number(second)));
            return Optional.of(local.atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
