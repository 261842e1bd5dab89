// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import org.mailroom.smtp.allowance.Allowance.Kind;
import org.mailroom.smtp.memory.Form;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an account has sent in its day, which began with the first message.
///
/// @param stopped whether it has come to a limit
public record Usage(Instant since, Map<Kind, Integer> counts, boolean stopped) {
    static final Duration DAY = Duration.ofHours(24);

    /// As it stands in a file.
    public static final Form<Usage> FORM = new Written();

    public Usage {
        counts = Map.copyOf(counts);
    }

    static Usage beginning(Instant now) {
        return new Usage(now, Map.of(), false);
    }

    public int of(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /// When it may send again.
    public Instant end() {
        return since.plus(DAY);
    }

    Usage and(Kind kind) {
        var more = new EnumMap<Kind, Integer>(Kind.class);
        more.putAll(counts);
        more.merge(kind, 1, Integer::sum);
        return new Usage(since, more, stopped);
    }

    Usage stop() {
        return new Usage(since, counts, true);
    }

    private record Written() implements Form<Usage> {
        private static final Pattern TEXT =
                Pattern.compile("(\\d{1,12}) (\\d{1,9}) (\\d{1,9}) (\\d{1,9}) ([01])");

        @Override
        public String text(Usage usage) {
            return "%d %d %d %d %d"
                    .formatted(
                            usage.since.getEpochSecond(),
                            usage.of(Kind.MESSAGES),
                            usage.of(Kind.RECIPIENTS),
                            usage.of(Kind.NEW_RECIPIENTS),
                            usage.stopped ? 1 : 0);
        }

        @Override
        public Optional<Usage> value(String text) {
            var found = TEXT.matcher(text);
            if (!found.matches()) {
                return Optional.empty();
            }
            var counts = new EnumMap<Kind, Integer>(Kind.class);
            counts.put(Kind.MESSAGES, Integer.parseInt(found.group(2)));
            counts.put(Kind.RECIPIENTS, Integer.parseInt(found.group(3)));
            counts.put(Kind.NEW_RECIPIENTS, Integer.parseInt(found.group(4)));
            Instant since = Instant.ofEpochSecond(Long.parseLong(found.group(1)));
            return Optional.of(new Usage(since, counts, found.group(5).equals("1")));
        }

        @Override
        public Instant end(Usage usage) {
            return usage.end();
        }
    }
}
