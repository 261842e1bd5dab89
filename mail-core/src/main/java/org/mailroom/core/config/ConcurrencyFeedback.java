// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much one delivery changes the number of those that may run at once, as in Postfix's
/// SCHEDULER_README: `1`, `1 / concurrency`, `0.5 / sqrt_concurrency`.
public record ConcurrencyFeedback(double amount, Divisor divisor) {
    public static final ConcurrencyFeedback ONE = new ConcurrencyFeedback(1, Divisor.NOTHING);

    private static final Pattern FORM =
            Pattern.compile("([0-9]{0,9}(?:\\.[0-9]{0,9})?)(?:\\s*/\\s*([a-z_]+))?");

    /// What the amount is divided by.
    public enum Divisor {
        NOTHING,
        CONCURRENCY,
        SQRT_CONCURRENCY
    }

    /// The change where so many may run at once now.
    public double at(int concurrency) {
        return switch (divisor) {
            case NOTHING -> amount;
            case CONCURRENCY -> amount / concurrency;
            case SQRT_CONCURRENCY -> amount / Math.sqrt(concurrency);
        };
    }

    static Type<ConcurrencyFeedback> type() {
        return new Type<>(
                "feedback",
                "a number from 0 to 1, alone or before \"/ concurrency\" or"
                        + " \"/ sqrt_concurrency\"",
                ConcurrencyFeedback::parse);
    }

    private static Optional<ConcurrencyFeedback> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || matcher.group(1).chars().noneMatch(Character::isDigit)) {
            return Optional.empty();
        }
        double amount = Double.parseDouble(matcher.group(1));
        return divisor(matcher.group(2) == null ? "" : matcher.group(2))
                .filter(_ -> amount <= 1)
                .map(divisor -> new ConcurrencyFeedback(amount, divisor));
    }

    private static Optional<Divisor> divisor(String word) {
        return switch (word) {
            case "" -> Optional.of(Divisor.NOTHING);
            case "concurrency" -> Optional.of(Divisor.CONCURRENCY);
            case "sqrt_concurrency" -> Optional.of(Divisor.SQRT_CONCURRENCY);
            default -> Optional.empty();
        };
    }
}
