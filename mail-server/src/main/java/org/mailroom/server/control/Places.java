// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How many connections each user has, and all together, so that none takes those of the others.
/// Where there is no place, the peer that has been silent longest makes room, if that is long: a
/// job of cron may say nothing for hours, and is left alone as long as nobody needs its place.
/// Where all are taken, one of whoever has most makes room for a user who has less. Safe for use by
/// several threads.
final class Places {
    private final int ofUser;
    private final int ofAll;
    private final Duration patience;
    private final Predicate<UserPrincipal> needsNone;

    @GuardedBy("this")
    private final Set<Peer> taken = new HashSet<>();

    /// @param needsNone who gets in always
    Places(int ofUser, int ofAll, Duration patience, Predicate<UserPrincipal> needsNone) {
        this.ofUser = ofUser;
        this.ofAll = ofAll;
        this.patience = patience;
        this.needsNone = needsNone;
    }

    static Places unlimited() {
        return new Places(0, 0, Duration.ZERO, _ -> true);
    }

    /// False when there is no place.
    boolean enter(Peer peer) {
        if (needsNone.test(peer.user())) {
            return true;
        }
        List<Peer> removed = new ArrayList<>();
        boolean entered = enter(peer, removed);
        removed.forEach(Peer::hangUp);
        return entered;
    }

    private synchronized boolean enter(Peer peer, List<Peer> removed) {
        List<Peer> own = taken.stream().filter(it -> it.user().equals(peer.user())).toList();
        if (own.size() >= ofUser && !remove(silent(own), removed)) {
            return false;
        }
        return (taken.size() < ofAll || remove(dispensable(own.size()), removed))
                && taken.add(peer);
    }

    private Optional<Peer> silent(Collection<Peer> peers) {
        return mostSilent(peers).filter(it -> it.silence().compareTo(patience) >= 0);
    }

    @GuardedBy("this")
    private Optional<Peer> dispensable(int have) {
        Optional<Peer> silent = silent(taken);
        return silent.isPresent() ? silent : ofMost(have);
    }

    // Of a user who has more than the newcomer would have
    @GuardedBy("this")
    private Optional<Peer> ofMost(int have) {
        return taken.stream().collect(Collectors.groupingBy(Peer::user)).values().stream()
                .max(Comparator.comparingInt(List::size))
                .filter(it -> it.size() > have + 1)
                .flatMap(Places::mostSilent);
    }

    private static Optional<Peer> mostSilent(Collection<Peer> peers) {
        return peers.stream().max(Comparator.comparing(Peer::silence));
    }

    @GuardedBy("this")
    private boolean remove(Optional<Peer> peer, List<Peer> removed) {
        peer.ifPresent(removed::add);
        return peer.filter(taken::remove).isPresent();
    }

    synchronized void leave(Peer peer) {
        taken.remove(peer);
    }
}
