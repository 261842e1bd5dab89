// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Time that passes when a test says so; what is due then is done at once. Used by one thread.
public final class FakeClock {
    /// What is to be done later, and when.
    private record Due(long at, Runnable task) {}

    private final List<Due> pending = new ArrayList<>();
    private long now;

    public Clock clock() {
        return new Clock(
                () -> now, (wait, task) -> pending.add(new Due(now + wait.toNanos(), task)));
    }

    public void pass(Duration time) {
        now += time.toNanos();
        List<Due> due = pending.stream().filter(it -> it.at() <= now).toList();
        pending.removeAll(due);
        due.forEach(it -> it.task().run());
    }

    /// How many tasks wait for their time.
    public int pending() {
        return pending.size();
    }
}
