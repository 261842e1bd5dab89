// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.greylist;

import org.mailroom.smtp.memory.Form;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// When somebody came, and how often he was let through.
public record Seen(Instant first, Instant last, int passes) {

    Seen passed(Instant now) {
        return new Seen(first, now, Math.min(passes + 1, 1_000_000));
    }

    /// As it stands in a file.
    ///
    /// @param retryWindow how long he may take to come again
    /// @param maxAge how long he is known after his last visit
    public static Form<Seen> form(Duration retryWindow, Duration maxAge) {
        return new Written(retryWindow, maxAge);
    }

    private record Written(Duration retryWindow, Duration maxAge) implements Form<Seen> {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) (\\d{1,12}) (\\d{1,7})");

        @Override
        public String text(Seen seen) {
            return "%d %d %d"
                    .formatted(
                            seen.first.getEpochSecond(), seen.last.getEpochSecond(), seen.passes);
        }

        @Override
        public Optional<Seen> value(String text) {
            var found = TEXT.matcher(text);
            return found.matches()
                    ? Optional.of(
                            new Seen(
                                    second(found.group(1)),
                                    second(found.group(2)),
                                    Integer.parseInt(found.group(3))))
                    : Optional.empty();
        }

        private static Instant second(String number) {
            return Instant.ofEpochSecond(Long.parseLong(number));
        }

        @Override
        public Instant end(Seen seen) {
            return seen.passes == 0 ? seen.first.plus(retryWindow) : seen.last.plus(maxAge);
        }
    }
}
