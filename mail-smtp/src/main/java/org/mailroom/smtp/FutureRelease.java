// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// When a message may go at the soonest, as its sender asks (RFC 4865 §4).
public sealed interface FutureRelease {
    // RFC 4865 §3.1: seconds, up to nine digits
    Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");

    /// Nothing was asked.
    record Now() implements FutureRelease {}

    /// HOLDFOR.
    record After(Duration delay) implements FutureRelease {}

    /// HOLDUNTIL.
    record At(Instant time) implements FutureRelease {}

    static Optional<FutureRelease> after(String seconds) {
        return SECONDS.matcher(seconds).matches()
                ? Optional.of(new After(Duration.ofSeconds(Long.parseLong(seconds))))
                : Optional.empty();
    }

    static Optional<FutureRelease> at(String time) {
        try {
            return Optional.of(new At(OffsetDateTime.parse(time).toInstant()));
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }

    /// The time, where there is one.
    default Optional<Instant> from(Instant now) {
        return switch (this) {
            case Now() -> Optional.empty();
            case After(var delay) -> Optional.of(now.plus(delay));
            case At(var time) -> Optional.of(time);
        };
    }
}
