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
/// was used from before: guessing locks nobody out at home. A guess that is only repeated is none.
/// Bounded. Safe for use by several threads.
final class LoginBlocks {
    private static final int REMEMBERED = 100_000;
    private static final int HOMES = 20;

    private final InstantSource clock;

    // guarded by this
    private final Map<ClientPrefix, Failures> clients = new BoundedMap<>(REMEMBERED, Eldest.PUT);
    private final Map<String, Failures> accounts = new BoundedMap<>(REMEMBERED, Eldest.PUT);
    private final Map<String, Map<ClientPrefix, Instant>> homes =
            new BoundedMap<>(REMEMBERED, Eldest.PUT);

    private record Failures(String who, int count, int lastGuess, Instant last, Instant until) {
        boolean areTooMany(Instant now) {
            return now.isBefore(until);
        }
    }

    /// By or at whom, and what tells it from the next.
    private record Guess(String who, int id) {}

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

    /// A client has guessed wrong. Answers who is blocked from now on.
    ///
    /// @param guess tells one from the next
    synchronized List<BlockedLogin> failed(
            InetAddress client, String account, int guess, BlockLimits limits) {
        String address = Network.text(client);
        return Stream.of(
                        count(
                                clients,
                                ClientPrefix.of(client),
                                new Guess(address, guess),
                                limits.ofClient(),
                                limits.time()),
                        count(
                                accounts,
                                account,
                                new Guess(account, guess),
                                limits.ofAccount(),
                                limits.time()))
                .flatMap(Optional::stream)
                .toList();
    }

    private <K> Optional<BlockedLogin> count(
            Map<K, Failures> all, K key, Guess guess, int limit, Duration time) {
        Instant now = clock.instant();
        Failures known = all.remove(key);
        if (known == null || now.isAfter(known.last().plus(time))) {
            known = new Failures(guess.who(), 0, ~guess.id(), now, Instant.EPOCH);
        }
        boolean repeated = known.lastGuess() == guess.id();
        int count = repeated ? known.count() : known.count() + 1;
        boolean over = limit > 0 && !repeated && count >= limit;
        Instant until = over ? now.plus(time) : known.until();
        all.put(key, new Failures(guess.who(), count, guess.id(), now, until));
        return over ? Optional.of(new BlockedLogin(guess.who(), count, until)) : Optional.empty();
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
                    .map(known -> new BlockedLogin(known.who(), known.count(), known.until()))
                    .forEach(blocked::add);
        }
        return blocked;
    }

    /// Lets an address or an account log in again; false where it was not blocked.
    synchronized boolean remove(String who) {
        Failures removed;
        try {
            removed = clients.remove(ClientPrefix.of(InetAddress.ofLiteral(who)));
        } catch (IllegalArgumentException noAddress) {
            removed = accounts.remove(who.toLowerCase(Locale.ROOT));
        }
        return isBlocked(removed);
    }
}
