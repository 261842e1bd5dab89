// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.Clock;
import org.mailroom.smtp.client.ClientSettings.OnDemand;
import org.mailroom.smtp.client.ClientSettings.Reuse;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// Sessions that are kept open for a moment, for the next delivery to the same next hop. Safe for
/// use by several threads; ends sessions without its lock.
final class ConnectionCache implements AutoCloseable {
    /// With more next hops than this, those that nobody has visited for a while are forgotten.
    private static final int MANY = 1_000;

    private final Clock clock;

    @GuardedBy("this")
    private final Map<Key, Place> places = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    ConnectionCache(Clock clock) {
        this.clock = clock;
    }

    /// Deliveries with the same key can use the same session, if they log in alike.
    ///
    /// @param sender where senders log in by themselves; else empty
    record Key(String transport, String nexthop, TlsPolicy policy, String sender) {}

    /// @param until when it ends, where nobody takes it
    private record Kept(Session session, ClientSettings settings, long until) {}

    /// What is known of a next hop.
    private static final class Place {
        private final Deque<Kept> idle = new ArrayDeque<>(1);
        private int visitors;
        private long left;
        private boolean everLeft;

        /// Whether `endOld` is to come: once, however often sessions are kept meanwhile.
        private boolean ending;

        boolean isBusy(long now, Duration within) {
            return visitors > 0 || (everLeft && now - left < within.toNanos());
        }
    }

    /// A delivery to a next hop, from its begin to its end.
    final class Visit implements AutoCloseable {
        private final Key key;
        private final ClientSettings settings;
        private final boolean wasBusy;

        private Visit(Key key, ClientSettings settings, boolean wasBusy) {
            this.key = key;
            this.settings = settings;
            this.wasBusy = wasBusy;
        }

        /// A session that was kept under the same settings, and is still there.
        ///
        /// @param suits whether its login is what the delivery would log in with
        Optional<Session> take(Predicate<Session> suits) {
            for (var kept = poll(key); kept.isPresent(); kept = poll(key)) {
                Session session = kept.get().session();
                if (kept.get().settings().equals(settings)
                        && session.mayGoOn(settings.reuse())
                        && suits.test(session)) {
                    session.usedAgain();
                    return Optional.of(session);
                }
                session.end();
            }
            return Optional.empty();
        }

        /// Gives a session back: it is kept where there is much mail, or is said to be; else it
        /// ends.
        void leave(Session session) {
            Reuse reuse = settings.reuse();
            boolean wanted =
                    reuse.always().test(key.nexthop())
                            || (reuse.onDemand() == OnDemand.YES && (wasBusy || hasOthers(key)));
            if (!wanted || !session.mayGoOn(reuse) || !hasKept(key, session, settings)) {
                session.end();
            }
        }

        @Override
        public void close() {
            left(key);
        }
    }

    synchronized Visit enter(Key key, ClientSettings settings) {
        Duration idle = settings.reuse().idle();
        long now = clock.now();
        if (places.size() > MANY) {
            places.values().removeIf(place -> place.idle.isEmpty() && !place.isBusy(now, idle));
        }
        Place place = places.computeIfAbsent(key, _ -> new Place());
        boolean busy = place.isBusy(now, idle);
        place.visitors++;
        return new Visit(key, settings, busy);
    }

    private synchronized Optional<Kept> poll(Key key) {
        // The one that was used last: the others may end
        return Optional.ofNullable(places.get(key)).map(place -> place.idle.pollLast());
    }

    private synchronized boolean hasOthers(Key key) {
        Place place = places.get(key);
        return place != null && place.visitors > 1;
    }

    private synchronized boolean hasKept(Key key, Session session, ClientSettings settings) {
        Place place = places.get(key);
        if (closed || place == null) {
            return false;
        }
        Duration idle = settings.reuse().idle();
        session.rests();
        place.idle.addLast(new Kept(session, settings, clock.now() + idle.toNanos()));
        if (!place.ending) {
            place.ending = true;
            clock.runAfter(idle, () -> endOld(place));
        }
        return true;
    }

    private void endOld(Place place) {
        var old = new ArrayList<Kept>();
        synchronized (this) {
            long now = clock.now();
            place.idle.removeIf(kept -> kept.until() - now <= 0 && old.add(kept));
            place.ending = !place.idle.isEmpty();
            place.idle.stream()
                    .mapToLong(kept -> kept.until() - now)
                    .min()
                    .ifPresent(left -> clock.runAfter(Duration.ofNanos(left), () -> endOld(place)));
        }
        old.forEach(kept -> kept.session().end());
    }

    private synchronized void left(Key key) {
        Place place = places.get(key);
        if (place != null) {
            place.visitors--;
            place.left = clock.now();
            place.everLeft = true;
        }
    }

    /// Ends all that is kept, and keeps nothing more.
    @Override
    public void close() {
        var all = new ArrayDeque<Kept>();
        synchronized (this) {
            closed = true;
            places.values().forEach(place -> all.addAll(place.idle));
            places.values().forEach(place -> place.idle.clear());
            places.clear();
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(kept -> threads.execute(kept.session()::end));
        }
    }
}
