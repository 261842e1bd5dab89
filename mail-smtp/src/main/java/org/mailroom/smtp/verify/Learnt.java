// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import org.mailroom.smtp.memory.Form;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// What was learnt of an address, and when.
public record Learnt(Standing standing, Instant at) {

    /// In a file it is time in seconds, status (empty for a deliverable address, 4 where nobody
    /// could tell) and text, parted by tabs. It counts as long as the settings say.
    public static Form<Learnt> form(Supplier<VerifySettings> settings) {
        return new InFile(settings);
    }

    /// Whether it was learnt so long ago.
    boolean isOlder(Duration age, Instant now) {
        return !at.plus(age).isAfter(now);
    }

    private record InFile(Supplier<VerifySettings> settings) implements Form<Learnt> {
        private static final String UNSURE = "4";

        @Override
        public String text(Learnt learnt) {
            String told =
                    switch (learnt.standing) {
                        case Standing.Deliverable() -> "\t";
                        case Standing.Undeliverable(var status, var text) ->
                                status + "\t" + flat(text);
                        case Standing.Unsure(var text) -> UNSURE + "\t" + flat(text);
                    };
            return learnt.at.getEpochSecond() + "\t" + told;
        }

        private static String flat(String text) {
            return text.replaceAll("[\\t\\r\\n]", " ");
        }

        @Override
        public Optional<Learnt> value(String text) {
            String[] fields = text.split("\t", -1);
            if (fields.length != 3) {
                return Optional.empty();
            }
            Standing standing =
                    switch (fields[1]) {
                        case "" -> Standing.DELIVERABLE;
                        case UNSURE -> new Standing.Unsure(fields[2]);
                        default -> new Standing.Undeliverable(fields[1], fields[2]);
                    };
            try {
                Instant at = Instant.ofEpochSecond(Long.parseLong(fields[0]));
                return Optional.of(new Learnt(standing, at));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        public Instant end(Learnt learnt) {
            return learnt.at.plus(settings.get().lifetime(learnt.standing).expire());
        }
    }
}
