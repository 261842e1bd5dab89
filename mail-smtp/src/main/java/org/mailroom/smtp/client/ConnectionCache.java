// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.smtp.client.ClientSettings.OnDemand;
import org.mailroom.smtp.client.ClientSettings.Reuse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sessions that are kept open for a moment, for the next delivery to the same next hop. Safe for
/// use by several threads; ends sessions without its lock.
final class ConnectionCache implements AutoCloseable {
    /// With more next hops than this, those that nobody has visited for a while are forgotten.
    private static final int MANY = 1_000;

    @GuardedBy("this")
    private final Map<Key, Place> places = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    /// Deliveries with the same key can use the same session.
    ///
    /// @param sender where senders log in by themselves; else empty
    record Key(String transport, String nexthop, String sender) {}

    private record Kept(Session session, ClientSettings settings) {}

    /// What is known of a next hop.
    private static final class Place {
        private final Deque<Kept> idle = new ArrayDeque<>(1);
        private int visitors;
        private long left;
        private boolean everLeft;

        boolean isBusy(Duration within) {
            return visitors > 0 || (everLeft && System.nanoTime() - left < within.toNanos());
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
        Optional<Session> take() {
            for (var kept = poll(key); kept.isPresent(); kept = poll(key)) {
                Session session = kept.get().session();
                if (kept.get().settings().equals(settings) && session.mayGoOn(settings.reuse())) {
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
            if (!wanted || !session.mayGoOn(reuse) || !keep(key, new Kept(session, settings))) {
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
        if (places.size() > MANY) {
            places.values().removeIf(place -> place.idle.isEmpty() && !place.isBusy(idle));
        }
        Place place = places.computeIfAbsent(key, _ -> new Place());
        boolean busy = place.isBusy(idle);
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

    private boolean keep(Key key, Kept kept) {
        synchronized (this) {
            Place place = places.get(key);
            if (closed || place == null) {
                return false;
            }
            place.idle.addLast(kept);
        }
        Duration idle = kept.settings().reuse().idle();
        Thread.ofVirtual().name("kept-connection").start(() -> endAfter(idle, key, kept));
        return true;
    }

    private void endAfter(Duration idle, Key key, Kept kept) {
        try {
            Thread.sleep(idle);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (remove(key, kept)) {
            kept.session().end();
        }
    }

    private synchronized boolean remove(Key key, Kept kept) {
        Place place = places.get(key);
        return place != null && place.idle.remove(kept);
    }

    private synchronized void left(Key key) {
        Place place = places.get(key);
        if (place != null) {
            place.visitors--;
            place.left = System.nanoTime();
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
            places.clear();
        }
        all.forEach(kept -> kept.session().end());
    }
}
