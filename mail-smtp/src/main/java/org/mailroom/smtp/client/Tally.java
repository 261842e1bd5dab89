// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Courier.Connection;
import org.mailroom.core.delivery.Courier.DeadlineUse;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Courier.Telling;
import org.mailroom.core.delivery.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// What has become of each recipient of a delivery so far, by position. What is deferred by one
/// server stays open for the next.
final class Tally {
    private static final int MAX_SAID = 200;

    private final List<Optional<Delivery>> latest;
    private final Filters filters;
    private final LongSupplier nanoTime;
    private final long begun;
    private final List<String> said = new ArrayList<>();
    private OptionalLong opened = OptionalLong.empty();
    private Connection connection = Connection.NONE;

    /// Whose outcome came over it.
    private final Set<Integer> saidSince = new HashSet<>();

    /// Those for whom some server may do another time, though others cannot meet what the sender
    /// demands.
    private final Set<Integer> hopeful = new HashSet<>();

    Tally(int recipients, Filters filters, LongSupplier nanoTime) {
        this.filters = filters;
        this.nanoTime = nanoTime;
        begun = nanoTime.getAsLong();
        latest = new ArrayList<>(Collections.nCopies(recipients, Optional.empty()));
    }

    /// The recipients that another server can be asked for.
    List<Integer> open() {
        return IntStream.range(0, latest.size()).filter(this::isOpen).boxed().toList();
    }

    private boolean isOpen(int recipient) {
        return latest.get(recipient)
                .map(delivery -> delivery.outcome() instanceof Outcome.Deferred)
                .orElse(true);
    }

    /// A server is ready for the message: what was before it, its name's look-up and all, was
    /// connecting.
    void opened() {
        opened = OptionalLong.of(nanoTime.getAsLong());
    }

    /// Over what the outcomes come that are told from now on.
    void over(Connection current) {
        connection = current;
        saidSince.clear();
    }

    /// The server that is asked now tells the sender what he wants to hear.
    void noticesPassedOn() {
        connection =
                new Connection(
                        connection.use(), connection.tls(), Telling.THEIRS, connection.deadline());
    }

    /// The server that is asked now knows by when the message has to be delivered.
    void deadlinePassedOn() {
        connection =
                new Connection(
                        connection.use(),
                        connection.tls(),
                        connection.telling(),
                        DeadlineUse.PASSED_ON);
    }

    void conclude(int recipient, Outcome outcome, String relay) {
        var connecting = Duration.ofNanos(opened.orElseGet(nanoTime) - begun);
        var delivery = new Delivery(filters.outcome(outcome), relay, connecting, connection);
        latest.set(recipient, Optional.of(delivery));
        saidSince.add(recipient);
        if (outcome instanceof Outcome.Deferred && !Diagnosis.isForLackOfRequireTls(outcome)) {
            hopeful.add(recipient);
        }
    }

    void concludeOpen(Outcome outcome, String relay) {
        open().forEach(recipient -> conclude(recipient, outcome, relay));
    }

    /// Concludes those of whom the present connection has told nothing: what a server said of a
    /// recipient before it was gone is worth more than that it is gone.
    void concludeUntold(Outcome outcome, String relay) {
        open().stream()
                .filter(recipient -> !saidSince.contains(recipient))
                .forEach(recipient -> conclude(recipient, outcome, relay));
    }

    /// A dialogue with a server is over.
    void heard(String server, List<String> lines) {
        if (said.size() < MAX_SAID) {
            said.add(server);
            said.addAll(lines);
        }
    }

    /// All that was said to servers and by them.
    List<String> said() {
        return List.copyOf(said);
    }

    /// One for each recipient; there must have been an outcome for each.
    List<Delivery> deliveries() {
        return IntStream.range(0, latest.size()).mapToObj(this::delivery).toList();
    }

    private Delivery delivery(int recipient) {
        Delivery last = latest.get(recipient).orElseThrow();
        boolean hopeless =
                Diagnosis.isForLackOfRequireTls(last.outcome()) && !hopeful.contains(recipient);
        return hopeless
                ? new Delivery(
                        Diagnosis.nobodyHasRequireTls(last.outcome()),
                        last.relay(),
                        last.connecting(),
                        last.connection())
                : last;
    }
}
