// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Hears what is wrong with a configuration and does not keep it from being used: passes each
/// sentence on once, and keeps it for who asked for the load. What comes after that, such as a bad
/// line in a table that was changed, is passed on only. Safe for use by several threads.
final class LoadWarnings implements Consumer<String> {
    private final Consumer<String> log;

    @GuardedBy("this")
    private final Set<String> heard = new LinkedHashSet<>();

    @GuardedBy("this")
    private boolean loading = true;

    LoadWarnings(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public synchronized void accept(String warning) {
        if (!loading || heard.add(warning)) {
            log.accept(warning);
        }
    }

    /// Ends the load; answers what was heard.
    synchronized List<String> finish() {
        loading = false;
        return List.copyOf(heard);
    }
}
