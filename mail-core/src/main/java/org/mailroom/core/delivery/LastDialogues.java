// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.queue.QueueId;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was said in the last attempt for messages that were deferred, for who asks why: as much as
/// a few megabytes hold, of the latest ones, and not over a restart. Safe for use by several
/// threads.
public final class LastDialogues {
    private static final int MAX_CHARACTERS = 4 << 20;

    @GuardedBy("this")
    private final Map<QueueId, List<String>> byMessage = new LinkedHashMap<>();

    @GuardedBy("this")
    private long characters;

    /// Keeps the lines instead of those of earlier attempts.
    public synchronized void keep(QueueId message, List<String> lines) {
        forget(message);
        byMessage.put(message, List.copyOf(lines));
        characters += length(lines);
        while (characters > MAX_CHARACTERS) {
            forget(byMessage.keySet().iterator().next());
        }
    }

    @GuardedBy("this")
    private void forget(QueueId message) {
        Optional.ofNullable(byMessage.remove(message)).ifPresent(it -> characters -= length(it));
    }

    private static long length(List<String> lines) {
        return lines.stream().mapToLong(String::length).sum();
    }

    /// Empty where nothing is known.
    public synchronized List<String> of(QueueId message) {
        return byMessage.getOrDefault(message, List.of());
    }
}
