// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How many connections each user has, and all together, so that none takes those of the others.
/// Where there is no place, the peer that has been silent longest makes room, if that is long: a
/// job of cron may say nothing for hours, and is left alone as long as nobody needs its place. Safe
/// for use by several threads.
final class Places {
    private final int ofUser;
    private final int ofAll;
    private final Duration patience;

    @GuardedBy("this")
    private final Set<Peer> taken = new HashSet<>();

    Places(int ofUser, int ofAll, Duration patience) {
        this.ofUser = ofUser;
        this.ofAll = ofAll;
        this.patience = patience;
    }

    static Places unlimited() {
        return new Places(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO);
    }

    /// False when there is no place.
    synchronized boolean enter(Peer peer) {
        List<Peer> own = taken.stream().filter(it -> it.user().equals(peer.user())).toList();
        boolean room =
                (own.size() < ofUser || removeSilent(own))
                        && (taken.size() < ofAll || removeSilent(List.copyOf(taken)));
        return room && taken.add(peer);
    }

    @GuardedBy("this")
    private boolean removeSilent(List<Peer> peers) {
        Optional<Peer> silent =
                peers.stream()
                        .max(Comparator.comparing(Peer::silence))
                        .filter(it -> it.silence().compareTo(patience) >= 0);
        silent.ifPresent(Peer::hangUp);
        return silent.isPresent() && taken.remove(silent.get());
    }

    synchronized void leave(Peer peer) {
        taken.remove(peer);
    }
}
