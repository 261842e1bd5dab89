// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many sessions each account has from each address in one service
/// (`mail_max_userip_connections`). Safe for use by several threads.
public final class UserConnections {
    private record Who(Account account, InetAddress client) {}

    // guarded by this
    private final Map<Who, Integer> sessions = new HashMap<>();

    /// The place of one session; it is free again once closed, which is done once.
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes a place; empty where `limit` of them are taken. 0 is no limit.
    public synchronized Optional<Place> enter(Account account, InetAddress client, int limit) {
        var who = new Who(account, client);
        int present = sessions.getOrDefault(who, 0);
        if (limit > 0 && present >= limit) {
            return Optional.empty();
        }
        sessions.put(who, present + 1);
        return Optional.of(() -> leave(who));
    }

    private synchronized void leave(Who who) {
        sessions.computeIfPresent(who, (_, count) -> count > 1 ? count - 1 : null);
    }
}
