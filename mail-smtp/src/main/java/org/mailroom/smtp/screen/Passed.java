// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.smtp.memory.Form;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Until when a client need not repeat each test that it has passed.
///
/// @param greet the test of `postscreen_greet_wait`
/// @param dnsbl that of `postscreen_dnsbl_sites`
public record Passed(Instant greet, Instant dnsbl) {
    static final Passed NOTHING = new Passed(Instant.EPOCH, Instant.EPOCH);

    /// As it stands in the file of known clients.
    ///
    /// @param retention how long a client is known after that
    public static Form<Passed> form(Duration retention) {
        return new Written(retention);
    }

    private record Written(Duration retention) implements Form<Passed> {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) (\\d{1,12})");

        @Override
        public String text(Passed passed) {
            return passed.greet.getEpochSecond() + " " + passed.dnsbl.getEpochSecond();
        }

        @Override
        public Optional<Passed> value(String text) {
            var found = TEXT.matcher(text);
            return found.matches()
                    ? Optional.of(new Passed(second(found.group(1)), second(found.group(2))))
                    : Optional.empty();
        }

        private static Instant second(String number) {
            return Instant.ofEpochSecond(Long.parseLong(number));
        }

        @Override
        public Instant end(Passed passed) {
            Instant last = passed.greet.isAfter(passed.dnsbl) ? passed.greet : passed.dnsbl;
            return last.plus(retention);
        }
    }
}
