// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;

/// The destinations that mail goes to just now, each with the line of those that wait for it, and
/// the transports that it goes through. A destination that is slow keeps only its own mail waiting.
/// Safe for use by several threads; never blocks.
final class Destinations {
    private final InstantSource clock;
    private final Map<Key, Destination> byKey = new ConcurrentHashMap<>();
    private final Map<String, TransportGate> gates = new ConcurrentHashMap<>();

    /// Rests that will be over.
    private final PriorityBlockingQueue<Rest> rests =
            new PriorityBlockingQueue<>(8, Comparator.comparing(Rest::until));

    private volatile Runnable onRest = () -> {};
    private volatile boolean closing;

    /// A destination's name: transport, and next hop, account or recipient.
    record Key(String transport, String place) {}

    /// A destination with the limits that it has now, and who has sent what goes there.
    record Stop(Key key, TransportLimits limits, String party) {
        static Stop of(Route.ToMailbox route, TransportLimits limits, String party) {
            return new Stop(new Key(route.transport(), route.account()), limits, party);
        }

        /// Each command of each user is a destination, apart from mailboxes.
        static Stop of(Route.ToOwner route, TransportLimits limits, String party) {
            String place = route.handover().owner() + " " + route.handover();
            return new Stop(new Key("local command", place), limits, party);
        }

        /// As in Postfix, each recipient is a destination where a delivery has only one.
        static Stop of(Route.Onward route, TransportLimits limits, String party) {
            String place =
                    limits.recipientLimit() == 1 ? route.recipient().toString() : route.nexthop();
            return new Stop(new Key(route.transport(), place), limits, party);
        }
    }

    private record Rest(Instant until, Stop stop) {}

    Destinations(InstantSource clock) {
        this.clock = clock;
    }

    /// The answer at once; empty when the visitor has to wait for its turn.
    Optional<Admission> enter(Stop stop, Visitor visitor) {
        if (closing) {
            return Optional.of(Admission.CLOSING);
        }
        Destination destination =
                byKey.compute(
                        stop.key(),
                        (_, known) -> {
                            Destination it = known == null ? new Destination(stop.limits()) : known;
                            it.users++;
                            return it;
                        });
        Optional<Admission> admission = destination.enter(visitor, stop.limits(), clock.instant());
        if (admission.isEmpty()) {
            return admission;
        }
        return switch (admission.get()) {
            case Admission.Granted _ -> pass(stop, visitor) ? admission : Optional.empty();
            case Admission.Suspended _, Admission.Closing _ -> {
                release(stop.key());
                yield admission;
            }
        };
    }

    // Who has a place at the destination needs one in the transport as well.
    private boolean pass(Stop stop, Visitor visitor) {
        TransportLimits limits = stop.limits();
        return gates.computeIfAbsent(stop.key().transport(), _ -> new TransportGate(limits))
                .enter(visitor, limits, clock.instant());
    }

    /// Ends a delivery. A destination that is given up with it is left alone until `resume`.
    void leave(Stop stop, Feedback feedback, Instant resume) {
        Instant now = clock.instant();
        Destination destination = byKey.get(stop.key());
        TransportGate gate = gates.get(stop.key().transport());
        if (destination == null || gate == null) {
            return;
        }
        List<Visitor> through = gate.leave(stop.party(), now);
        List<Destination.Turn> turns = destination.leave(stop.party(), feedback, now, resume);
        rest(stop, now);
        release(stop.key());
        through.forEach(visitor -> visitor.admitted(Admission.GRANTED));
        tell(stop, turns);
    }

    /// Ends a visit that got no place yet: nobody waits behind it any more.
    void giveUp(Stop stop, Visitor visitor) {
        Destination destination = byKey.get(stop.key());
        if (destination == null) {
            return;
        }
        if (destination.forget(visitor)) {
            release(stop.key());
            return;
        }
        TransportGate gate = gates.get(stop.key().transport());
        if (gate != null && gate.forget(visitor)) {
            List<Destination.Turn> turns = destination.withdraw(stop.party(), clock.instant());
            release(stop.key());
            tell(stop, turns);
        }
    }

    /// Gives back a place that was not used: no rest follows.
    void withdraw(Stop stop) {
        Instant now = clock.instant();
        Destination destination = byKey.get(stop.key());
        TransportGate gate = gates.get(stop.key().transport());
        if (destination == null || gate == null) {
            return;
        }
        List<Visitor> through = gate.withdraw(stop.party(), now);
        List<Destination.Turn> turns = destination.withdraw(stop.party(), now);
        release(stop.key());
        through.forEach(visitor -> visitor.admitted(Admission.GRANTED));
        tell(stop, turns);
    }

    private void tell(Stop stop, List<Destination.Turn> turns) {
        for (Destination.Turn turn : turns) {
            switch (turn.admission()) {
                case Admission.Granted granted -> {
                    if (pass(stop, turn.visitor())) {
                        turn.visitor().admitted(granted);
                    }
                }
                case Admission.Suspended _, Admission.Closing _ -> {
                    release(stop.key());
                    turn.visitor().admitted(turn.admission());
                }
            }
        }
    }

    private void rest(Stop stop, Instant now) {
        addRest(stop.limits().rateDelay(), stop, now);
        addRest(stop.limits().transportRateDelay(), stop, now);
    }

    private void addRest(Duration delay, Stop stop, Instant now) {
        if (delay.isPositive()) {
            rests.add(new Rest(now.plus(delay), stop));
            onRest.run();
        }
    }

    /// `action` is run, without a lock, whenever a rest begins: it is the earliest time of `rise`
    /// that may have changed.
    void onRest(Runnable action) {
        onRest = action;
    }

    /// When the next rest is over.
    Optional<Instant> nextRise() {
        return Optional.ofNullable(rests.peek()).map(Rest::until);
    }

    /// Lets in who has waited for a rest to be over.
    void rise() {
        Instant now = clock.instant();
        List<Rest> over = new ArrayList<>();
        for (Rest rest = rests.poll(); rest != null; rest = rests.poll()) {
            if (rest.until().isAfter(now)) {
                rests.add(rest);
                break;
            }
            over.add(rest);
        }
        over.forEach(rest -> rise(rest, now));
    }

    private void rise(Rest rest, Instant now) {
        TransportGate gate = gates.get(rest.stop().key().transport());
        if (gate != null) {
            gate.rise(now).forEach(visitor -> visitor.admitted(Admission.GRANTED));
        }
        Destination destination = byKey.get(rest.stop().key());
        if (destination != null) {
            tell(rest.stop(), destination.rise(now));
        }
    }

    private void release(Key key) {
        byKey.computeIfPresent(
                key,
                (_, it) -> {
                    it.users--;
                    return it.users == 0 && it.isForgettable(clock.instant()) ? null : it;
                });
    }

    /// Tries dead destinations again.
    void revive() {
        byKey.values().forEach(Destination::revive);
    }

    /// Forgets dead destinations whose time is over.
    void tidy() {
        for (Key key : byKey.keySet()) {
            byKey.computeIfPresent(
                    key, (_, it) -> it.users == 0 && it.isForgettable(clock.instant()) ? null : it);
        }
    }

    /// Nothing new begins; who waits is forgotten.
    void close() {
        closing = true;
        byKey.values().forEach(Destination::close);
        gates.values().forEach(TransportGate::close);
    }
}
