// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import org.mailroom.core.config.ListText;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How much of each an account may send in a day. What has no number, or 0, has no limit.
public record Allowance(Map<Allowance.Kind, Integer> limits) {

    public Allowance {
        limits = Map.copyOf(limits);
    }

    /// What is counted, in the order in which the log and commands tell of it.
    public enum Kind {
        MESSAGES("messages"),
        RECIPIENTS("recipients"),
        /// Those elsewhere to whom the account has never written before.
        NEW_RECIPIENTS("new recipients");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    public int of(Kind kind) {
        return limits.getOrDefault(kind, 0);
    }

    /// This one, with what a table says instead: `messages=5000 new_recipients=0`.
    ///
    /// @throws IllegalArgumentException where it says something else; the message tells what
    public Allowance with(String text) {
        var changed = new EnumMap<Kind, Integer>(Kind.class);
        changed.putAll(limits);
        for (String setting : ListText.split(text)) {
            int equals = setting.indexOf('=');
            String number = setting.substring(equals + 1);
            Optional<Kind> kind = Kind.of(setting.substring(0, Math.max(0, equals)));
            if (kind.isEmpty() || !number.matches("\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "\"%s\": expected messages=NUMBER, recipients=NUMBER or new_recipients=NUMBER"
                                .formatted(setting));
            }
            changed.put(kind.get(), Integer.parseInt(number));
        }
        return new Allowance(changed);
    }
}
