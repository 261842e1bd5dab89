// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// A line in which those parties take turns that wait in it, and of one party its messages: a
/// message to many recipients, or many messages from one sender, keep nobody else waiting for
/// longer than one turn. Guarded by its owner.
final class FairLine {
    private final LinkedHashMap<String, LinkedHashMap<Object, ArrayDeque<Visitor>>> parties =
            new LinkedHashMap<>();

    void add(Visitor visitor) {
        parties.computeIfAbsent(visitor.party(), _ -> new LinkedHashMap<>(1))
                .computeIfAbsent(visitor.message(), _ -> new ArrayDeque<>(1))
                .add(visitor);
    }

    boolean isEmpty() {
        return parties.isEmpty();
    }

    /// Takes who is next; there must be somebody.
    Visitor remove() {
        var party = parties.pollFirstEntry();
        Map.Entry<Object, ArrayDeque<Visitor>> message = party.getValue().pollFirstEntry();
        Visitor next = message.getValue().remove();
        if (!message.getValue().isEmpty()) {
            party.getValue().put(message.getKey(), message.getValue());
        }
        if (!party.getValue().isEmpty()) {
            parties.put(party.getKey(), party.getValue());
        }
        return next;
    }

    void clear() {
        parties.clear();
    }
}
