// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// The keys of each kind, in the order in which they came. For one thread at a time.
final class Kinds {
    private final Room room;
    private final Map<String, SequencedSet<String>> keys = new HashMap<>();

    Kinds(Room room) {
        this.room = room;
    }

    /// Adds a key; the eldest of its kind, where that has no room for it.
    Optional<String> add(String key) {
        if (!room.isShared()) {
            return Optional.empty();
        }
        SequencedSet<String> ofKind = keys.computeIfAbsent(kind(key), _ -> new LinkedHashSet<>());
        ofKind.add(key);
        return ofKind.size() > room.ofOneKind() ? Optional.of(ofKind.getFirst()) : Optional.empty();
    }

    void remove(String key) {
        keys.computeIfPresent(
                kind(key),
                (_, ofKind) -> {
                    ofKind.remove(key);
                    return ofKind.isEmpty() ? null : ofKind;
                });
    }

    private static String kind(String key) {
        int blank = key.indexOf(' ');
        return blank < 0 ? key : key.substring(0, blank);
    }
}
