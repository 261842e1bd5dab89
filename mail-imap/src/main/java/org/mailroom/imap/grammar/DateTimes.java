// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Dates as IMAP writes them (RFC 3501 §9: date, date-time).
final class DateTimes {
    private static final String MONTH_NAMES = "JanFebMarAprMayJunJulAugSepOctNovDec";
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

    /// Appends `17-Jul-1996 02:44:25 -0700`.
    static void append(StringBuilder text, Instant instant, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(instant);
        var time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
        int minutes = Math.abs(offset.getTotalSeconds() / 60);
        String month =
                MONTH_NAMES.substring(3 * time.getMonthValue() - 3, 3 * time.getMonthValue());
        twoDigits(text, time.getDayOfMonth()).append('-').append(month).append('-');
        twoDigits(text, time.getYear() / 100);
        twoDigits(text, time.getYear() % 100).append(' ');
        twoDigits(text, time.getHour()).append(':');
        twoDigits(text, time.getMinute()).append(':');
        twoDigits(text, time.getSecond()).append(' ');
        text.append(offset.getTotalSeconds() < 0 ? '-' : '+');
        twoDigits(text, minutes / 60);
        twoDigits(text, minutes % 60);
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static boolean hasShape(String text) {
        return text.charAt(11) == ' '
                && text.charAt(14) == ':'
                && text.charAt(17) == ':'
                && text.charAt(20) == ' '
                && "+-".indexOf(text.charAt(21)) >= 0;
    }

    private static int month(String name) {
        for (int month = 1; month <= 12; month++) {
            if (MONTH_NAMES.regionMatches(true, 3 * month - 3, name, 0, 3)) {
                return month;
            }
        }
        throw invalid();
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
