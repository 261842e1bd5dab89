// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A line in which those parties take turns that wait in it, and of one party its messages: a
/// message to many recipients, or many messages from one sender, keep nobody else waiting for
/// longer than one turn. Where they have priorities, those of a higher one go before all others
/// (RFC 6710 §5). Guarded by its owner.
final class FairLine {
    private final SortedMap<Integer, Map<String, SequencedMap<Object, ArrayDeque<Visitor>>>>
            byPriority = new TreeMap<>(Comparator.reverseOrder());

    void add(Visitor visitor) {
        byPriority
                .computeIfAbsent(visitor.priority(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(visitor.party(), _ -> new LinkedHashMap<>(1))
                .computeIfAbsent(visitor.message(), _ -> new ArrayDeque<>(1))
                .add(visitor);
    }

    /// Whether somebody waits whose turn may come.
    boolean awaits(Predicate<String> mayCome) {
        return byPriority.values().stream()
                .anyMatch(parties -> parties.keySet().stream().anyMatch(mayCome));
    }

    /// Takes who is next of those parties whose turn may come.
    Optional<Visitor> poll(Predicate<String> mayCome) {
        for (var lines = byPriority.values().iterator(); lines.hasNext(); ) {
            var parties = lines.next();
            Optional<Visitor> next = poll(parties, mayCome);
            if (parties.isEmpty()) {
                lines.remove();
            }
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.empty();
    }

    private static Optional<Visitor> poll(
            Map<String, SequencedMap<Object, ArrayDeque<Visitor>>> parties,
            Predicate<String> mayCome) {
        return parties.entrySet().stream()
                .filter(party -> mayCome.test(party.getKey()))
                .findFirst()
                .map(party -> take(party.getKey(), party.getValue(), parties));
    }

    private static Visitor take(
            String party,
            SequencedMap<Object, ArrayDeque<Visitor>> messages,
            Map<String, SequencedMap<Object, ArrayDeque<Visitor>>> parties) {
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

    /// Takes out who does not wait any more; false when it is not in the line.
    boolean remove(Visitor visitor) {
        var parties = byPriority.getOrDefault(visitor.priority(), Map.of());
        var messages = parties.getOrDefault(visitor.party(), new LinkedHashMap<>(1));
        var visitors = messages.getOrDefault(visitor.message(), new ArrayDeque<>(1));
        if (!visitors.remove(visitor)) {
            return false;
        }
        if (visitors.isEmpty()) {
            messages.remove(visitor.message());
        }
        if (messages.isEmpty()) {
            parties.remove(visitor.party());
        }
        if (parties.isEmpty()) {
            byPriority.remove(visitor.priority());
        }
        return true;
    }

    void clear() {
        byPriority.clear();
    }
}
