// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.ClientPrefix;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Who may not log in for a while: addresses that have guessed wrong too often, and accounts that
/// were guessed at too often, by whomever. To such an account one still gets from addresses that it
/// was used from before: guessing locks nobody out at home. Bounded. Safe for use by several
/// threads.
final class LoginBlocks {
    private static final int REMEMBERED = 100_000;
    private static final int HOMES = 20;

    private final InstantSource clock;

    // guarded by this
    private final Map<ClientPrefix, Failures> clients = new BoundedMap<>(REMEMBERED, Eldest.PUT);
    private final Map<String, Failures> accounts = new BoundedMap<>(REMEMBERED, Eldest.PUT);
    private final Map<String, Map<ClientPrefix, Instant>> homes =
            new BoundedMap<>(REMEMBERED, Eldest.PUT);

    /// Wrong guesses, those that have not aged yet.
    private record Failures(String who, List<Instant> times, Instant until) {
        boolean areTooMany(Instant now) {
            return now.isBefore(until);
        }
    }

    LoginBlocks(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether nobody may log in from there, or not to that account.
    synchronized boolean has(InetAddress client, String account) {
        var from = ClientPrefix.of(client);
        boolean atHome = homes.getOrDefault(account, Map.of()).containsKey(from);
        return isBlocked(clients.get(from)) || (!atHome && isBlocked(accounts.get(account)));
    }

    private boolean isBlocked(@Nullable Failures known) {
        return known != null && known.areTooMany(clock.instant());
    }

    /// A client has guessed wrong, and not the same as before. Answers who is blocked from now on.
    synchronized List<BlockedLogin> failed(InetAddress client, String account, BlockLimits limits) {
        String address = Network.text(client);
        Duration time = limits.time();
        return Stream.of(
                        count(clients, ClientPrefix.of(client), address, limits.ofClient(), time),
                        count(accounts, account, account, limits.ofAccount(), time))
                .flatMap(Optional::stream)
                .toList();
    }

    private <K> Optional<BlockedLogin> count(
            Map<K, Failures> all, K key, String who, int limit, Duration time) {
        if (limit <= 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Failures known = all.remove(key);
        var times = new ArrayList<Instant>();
        Instant until = Instant.EPOCH;
        if (known != null) {
            known.times().stream()
                    .filter(past -> past.isAfter(now.minus(time)))
                    .forEach(times::add);
            until = known.until();
        }
        times.add(now);
        boolean over = times.size() >= limit;
        // At home they go on while the account is blocked
        var counted = List.copyOf(times.subList(Math.max(0, times.size() - limit), times.size()));
        all.put(key, new Failures(who, counted, over ? now.plus(time) : until));
        return over
                ? Optional.of(new BlockedLogin(who, counted.size(), now.plus(time)))
                : Optional.empty();
    }

    /// A client has got it right.
    synchronized void succeeded(InetAddress client, String account) {
        var from = ClientPrefix.of(client);
        clients.remove(from);
        homes.computeIfAbsent(account, _ -> new BoundedMap<>(HOMES, Eldest.PUT))
                .put(from, clock.instant());
    }

    synchronized List<BlockedLogin> list() {
        var blocked = new ArrayList<BlockedLogin>();
        for (Map<?, Failures> all : List.of(clients, accounts)) {
            all.values().stream()
                    .filter(this::isBlocked)
                    .map(
                            known ->
                                    new BlockedLogin(
                                            known.who(), known.times().size(), known.until()))
                    .forEach(blocked::add);
        }
        return blocked;
    }

    /// Lets an address or an account log in again; false where it was not blocked.
    synchronized boolean remove(String who) {
        Optional<InetAddress> address = Network.parse(who).flatMap(Network::address);
        Failures removed =
                address.isPresent()
                        ? clients.remove(ClientPrefix.of(address.get()))
                        : accounts.remove(who.toLowerCase(Locale.ROOT));
        return isBlocked(removed);
    }
}
