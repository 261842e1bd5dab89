// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Deadline;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The value of BY: how long a delivery may take from now on (RFC 2852 §4).
public record DeliverBy(long seconds, Deadline.Mode mode, Deadline.Trace trace) {
    private static final Pattern VALUE =
            Pattern.compile("([+-]?[0-9]{1,9});([NR])(T?)", Pattern.CASE_INSENSITIVE);
    private static final long MAX_SECONDS = 999_999_999;

    public static Optional<DeliverBy> parse(String value) {
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long seconds = Long.parseLong(matcher.group(1));
        boolean returned = matcher.group(2).toUpperCase(Locale.ROOT).equals("R");
        var by =
                new DeliverBy(
                        seconds,
                        returned ? Deadline.Mode.RETURN : Deadline.Mode.NOTIFY,
                        matcher.group(3).isEmpty() ? Deadline.Trace.OFF : Deadline.Trace.ON);
        // RFC 2852 §4: nothing can be returned before it has come
        return returned && seconds <= 0 ? Optional.empty() : Optional.of(by);
    }

    /// What is left of the time until a deadline.
    public static DeliverBy of(Deadline deadline, Instant now) {
        long left = Duration.between(now, deadline.time()).toSeconds();
        return new DeliverBy(
                Math.clamp(left, -MAX_SECONDS, MAX_SECONDS), deadline.mode(), deadline.trace());
    }

    public Deadline from(Instant now) {
        return new Deadline(now.plusSeconds(seconds), mode, trace);
    }

    @Override
    public String toString() {
        return seconds
                + ";"
                + (mode == Deadline.Mode.RETURN ? "R" : "N")
                + (trace == Deadline.Trace.ON ? "T" : "");
    }
}
