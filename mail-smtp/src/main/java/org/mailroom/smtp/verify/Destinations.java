// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The domains, or the servers, that are asked now. Safe for use by several threads.
final class Destinations {
    @GuardedBy("this")
    private final Map<String, Destination> byName = new HashMap<>();

    /// Begins with one more address of that name, which `end` ends; empty where it has too many.
    synchronized Optional<Destination> begin(String name, VerifySettings settings) {
        Destination destination = byName.getOrDefault(name, new Destination());
        if (destination.isFull(settings)) {
            return Optional.empty();
        }
        byName.put(name, destination);
        destination.begin();
        return Optional.of(destination);
    }

    synchronized void end(String name, Destination destination) {
        if (destination.end()) {
            byName.remove(name);
        }
    }
}
