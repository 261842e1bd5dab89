// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class FromLineTest {

    private static Optional<Instant> date(String line) {
        byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
        return FromLine.date(octets, 0, octets.length, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    From a@b Mon Nov  3 10:05:09 2026 | 2026-11-03T10:05:09Z
                    From a@b Mon Nov 23 10:05:09 2026 | 2026-11-23T10:05:09Z
                    From MAILER-DAEMON Mon Nov 23 10:05:09 2026 | 2026-11-23T10:05:09Z
                    From "a b"@c Mon Nov 23 10:05:09 2026 | 2026-11-23T10:05:09Z
                    From a@b Mon Nov 23 10:05 2026 | 2026-11-23T10:05:00Z
                    From a@b  Mon Nov 23 10:05:09 2026 | 2026-11-23T10:05:09Z
                    From a@b Mon Nov 23 10:05:09 CET 2026 | 2026-11-23T10:05:09Z
                    From a@b Mon Nov 23 10:05:09 2026 +0100 | 2026-11-23T10:05:09Z
                    From a@b Mon Nov 23 10:05:09 +0100 2026 | 2026-11-23T10:05:09Z
                    From a@b Mon Nov 23 10:05:60 2026 | 2026-11-23T10:05:59Z
                    """)
    void readsDates(String line, Instant expected) {
        assertThat(date(line)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From here to eternity",
                "From ",
                "From a@b",
                "From a@b Mon Nov 23",
                "From a@b Xxx Nov 23 10:05:09 2026",
                "From a@b Mon Nov 32 10:05:09 2026",
                "From a@b Mon Nov 23 25:05:09 2026",
                ">From a@b Mon Nov 23 10:05:09 2026",
                "from a@b Mon Nov 23 10:05:09 2026",
                "From: a@b Mon Nov 23 10:05:09 2026"
            })
    void refusesOtherLines(String line) {
        assertThat(date(line)).isEmpty();
    }

    @Test
    void writesLocalTimeAsAsctime() {
        Instant date = Instant.parse("2026-11-03T08:05:09Z");

        byte[] line = FromLine.of("a@b.example", date, ZoneId.of("Europe/Berlin"));

        assertThat(new String(line, StandardCharsets.US_ASCII))
                .isEqualTo("From a@b.example Tue Nov  3 09:05:09 2026\n");
    }

    @Test
    void writesANullSenderAsMailerDaemon() {
        byte[] line = FromLine.of("", Instant.EPOCH, ZoneOffset.UTC);

        assertThat(new String(line, StandardCharsets.US_ASCII))
                .isEqualTo("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n");
    }

    @Test
    void letsNoSenderBreakTheLine() {
        byte[] line = FromLine.of("a b\n@c", Instant.EPOCH, ZoneOffset.UTC);

        assertThat(new String(line, StandardCharsets.US_ASCII)).startsWith("From a?b?@c Thu");
    }

    @Test
    void findsEveryLineItWrites() {
        var random = new Random(1);
        List<Instant> dates =
                new ArrayList<>(
                        List.of(
                                Instant.MIN,
                                Instant.MAX,
                                Instant.EPOCH,
                                OffsetDateTime.parse("9999-12-31T23:59:59-12:00").toInstant(),
                                OffsetDateTime.parse("0001-01-01T00:00:00+14:00").toInstant()));
        for (int i = 0; i < 200; i++) {
            dates.add(Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 270_000_000_000L)));
        }
        List<String> senders =
                List.of("", "a@b", "x".repeat(2000), "\u00fc\ud83d\udce7".repeat(700), " \r\n\0");
        for (Instant date : dates) {
            for (String sender : senders) {
                for (String zone : List.of("UTC", "+18:00", "-18:00", "Europe/Berlin")) {
                    byte[] line = FromLine.of(sender, date, ZoneId.of(zone));

                    assertThat(FromLine.date(line, 0, line.length, ZoneId.of(zone)))
                            .as("%s from %s in %s", date, sender, zone)
                            .isPresent();
                }
            }
        }
    }
}
