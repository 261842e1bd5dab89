// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/// Dates as IMAP writes them (RFC 3501 §9: date, date-time).
final class DateTimes {
    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final String SHAPE = "dd-MMM-yyyy HH:mm:ss +zzzz";
    private static final int DATE_LENGTH = "dd-MMM-yyyy".length();

    private DateTimes() {}

    /// `1-Feb-1994`, the day in one or two digits.
    static LocalDate date(String text) {
        String padded = text.length() == DATE_LENGTH - 1 ? "0" + text : text;
        if (padded.length() != DATE_LENGTH || padded.charAt(2) != '-' || padded.charAt(6) != '-') {
            throw invalid();
        }
        try {
            return LocalDate.of(
                    number(padded, 7, 11), month(padded.substring(3, 6)), number(padded, 0, 2));
        } catch (DateTimeException noSuchDay) {
            throw invalid();
        }
    }

    /// `17-Jul-1996 02:44:25 -0700`, the day padded with a space.
    static Instant dateTime(String text) {
        if (text.length() != SHAPE.length() || !hasShape(text)) {
            throw invalid();
        }
        LocalDate date = date(text.substring(0, DATE_LENGTH).replace(' ', '0'));
        int sign = text.charAt(21) == '-' ? -1 : 1;
        try {
            return OffsetDateTime.of(
                            date.atTime(
                                    number(text, 12, 14),
                                    number(text, 15, 17),
                                    Math.min(number(text, 18, 20), 59)),
                            ZoneOffset.ofHoursMinutes(
                                    sign * number(text, 22, 24), sign * number(text, 24, 26)))
                    .toInstant();
        } catch (DateTimeException noSuchTime) {
            throw invalid();
        }
    }

    private static boolean hasShape(String text) {
        return text.charAt(11) == ' '
                && text.charAt(14) == ':'
                && text.charAt(17) == ':'
                && text.charAt(20) == ' '
                && "+-".indexOf(text.charAt(21)) >= 0;
    }

    private static int month(String name) {
        int month = MONTHS.indexOf(name.toUpperCase(Locale.ROOT)) + 1;
        if (month == 0) {
            throw invalid();
        }
        return month;
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw invalid();
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static SyntaxException invalid() {
        return new SyntaxException("Invalid date");
    }
}
