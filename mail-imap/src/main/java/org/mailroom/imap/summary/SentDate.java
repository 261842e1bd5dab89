// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/// The day that a Date field names (RFC 5322 §3.3, with the years of §4.3).
public final class SentDate {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final Pattern BETWEEN = Pattern.compile("[ -]+");

    private SentDate() {}

    public static Optional<LocalDate> parse(String field) {
        int comma = field.indexOf(',');
        String[] words = BETWEEN.split(field.substring(comma + 1).strip(), 4);
        if (words.length < 3 || words[1].length() < 3) {
            return Optional.empty();
        }
        int month = MONTHS.indexOf(words[1].substring(0, 3).toLowerCase(java.util.Locale.ROOT));
        try {
            return month < 0 || month % 3 != 0
                    ? Optional.empty()
                    : Optional.of(
                            LocalDate.of(
                                    year(Integer.parseInt(words[2])),
                                    month / 3 + 1,
                                    Integer.parseInt(words[0])));
        } catch (NumberFormatException | DateTimeException noDate) {
            return Optional.empty();
        }
    }

    // RFC 5322 §4.3: two digits, or three
    private static int year(int written) {
        if (written < 50) {
            return written + 2000;
        }
        return written < 1000 ? written + 1900 : written;
    }
}
