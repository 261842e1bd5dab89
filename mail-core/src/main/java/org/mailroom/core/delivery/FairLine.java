// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// A line in which those parties take turns that wait in it, and of one party its messages: a
/// message to many recipients, or many messages from one sender, keep nobody else waiting for
/// longer than one turn. Guarded by its owner.
final class FairLine {
    private final Map<String, SequencedMap<Object, ArrayDeque<Visitor>>> parties =
            new LinkedHashMap<>();

    void add(Visitor visitor) {
        parties.computeIfAbsent(visitor.party(), _ -> new LinkedHashMap<>(1))
                .computeIfAbsent(visitor.message(), _ -> new ArrayDeque<>(1))
                .add(visitor);
    }

    /// Whether somebody waits whose turn may come.
    boolean awaits(Predicate<String> mayCome) {
        return parties.keySet().stream().anyMatch(mayCome);
    }

    /// Takes who is next of those parties whose turn may come.
    Optional<Visitor> poll(Predicate<String> mayCome) {
        return parties.entrySet().stream()
                .filter(party -> mayCome.test(party.getKey()))
                .findFirst()
                .map(party -> take(party.getKey(), party.getValue()));
    }

    private Visitor take(String party, SequencedMap<Object, ArrayDeque<Visitor>> messages) {
        parties.remove(party);
        Map.Entry<Object, ArrayDeque<Visitor>> message = messages.pollFirstEntry();
        Visitor next = message.getValue().remove();
        if (!message.getValue().isEmpty()) {
            messages.put(message.getKey(), message.getValue());
        }
        if (!messages.isEmpty()) {
            parties.put(party, messages);
        }
        return next;
    }

    void clear() {
        parties.clear();
    }
}
