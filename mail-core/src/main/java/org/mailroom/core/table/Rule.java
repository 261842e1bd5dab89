// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;
import java.util.Optional;

/// A line of a table that is searched in its order: a condition and a result, or a condition for
/// the lines between `if` and `endif`.
///
/// @param <K> what a key is made into before it is compared
sealed interface Rule<K> {

    /// What a key has to be.
    interface Condition<K> {
        /// The groups that the pattern caught, the whole match first; empty where it does not hold.
        Optional<List<String>> test(K key);

        /// The opposite, which catches nothing.
        default Condition<K> negated() {
            return key -> test(key).isEmpty() ? Optional.of(List.of()) : Optional.empty();
        }
    }

    record Line<K>(Condition<K> condition, Replacement result) implements Rule<K> {}

    record Block<K>(Condition<K> condition, List<Rule<K>> inner) implements Rule<K> {
        public Block {
            inner = List.copyOf(inner);
        }
    }

    /// The result of the first line that holds.
    static <K> Optional<String> search(List<Rule<K>> rules, K key) {
        for (Rule<K> rule : rules) {
            Optional<String> found =
                    switch (rule) {
                        case Line<K>(var condition, var result) ->
                                condition.test(key).map(result::with);
                        case Block<K>(var condition, var inner) ->
                                condition.test(key).flatMap(_ -> search(inner, key));
                    };
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
