// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Asks about one address by another courier, as one of the deliveries of its destination: it waits
/// in the line there, and tells what the server does. Who gives it up interrupts it. Blocks its
/// thread; safe for use by several threads.
final class WithinLimits implements Courier {
    private static final Outcome STOPPING = new Outcome.Deferred("4.3.2", "the server stops");

    private final Courier courier;
    private final QueueManager manager;
    private final DeliveryParts parts;

    WithinLimits(Courier courier, QueueManager manager, DeliveryParts parts) {
        this.courier = courier;
        this.manager = manager;
        this.parts = parts;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        var limits = parts.settings().get().limits();
        String party = consignment.envelope().origin().party();
        var onward = (Route.Onward) consignment.routes().getFirst();
        var turn = new Turn(Destinations.Stop.of(onward, limits.of(onward), party));
        return switch (turn.await()) {
            case Admission.Granted _ -> carry(consignment, turn.stop);
            case Admission.Suspended suspended -> all(consignment, suspended.outcome());
            case Admission.Closing _ -> all(consignment, STOPPING);
        };
    }

    private static List<Delivery> all(Consignment consignment, Outcome outcome) {
        return consignment.recipients().stream().map(_ -> new Delivery(outcome, "none")).toList();
    }

    private List<Delivery> carry(Consignment consignment, Destinations.Stop stop) {
        Feedback feedback = new Feedback.Nothing();
        try {
            List<Delivery> deliveries = courier.deliver(consignment);
            // Who is interrupted has less patience than mail has
            if (!Thread.currentThread().isInterrupted()) {
                feedback = Feedback.of(deliveries);
            }
            return deliveries;
        } finally {
            parts.leave(stop, feedback);
        }
    }

    private final class Turn implements Visitor {
        private final Destinations.Stop stop;
        private final CompletableFuture<Admission> answer = new CompletableFuture<>();

        Turn(Destinations.Stop stop) {
            this.stop = stop;
        }

        /// Who is interrupted gets no place.
        Admission await() {
            Optional<Admission> atOnce = parts.destinations().enter(stop, this);
            if (atOnce.isPresent()) {
                return atOnce.get();
            }
            try {
                return answer.get();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                if (answer.complete(Admission.CLOSING)) {
                    parts.destinations().giveUp(stop, this);
                }
                return answer.join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void admitted(Admission admission) {
            if (!answer.complete(admission) && admission instanceof Admission.Granted) {
                // On a thread of its own: the next may have been given up as well
                manager.fork(() -> parts.destinations().withdraw(stop));
            }
        }

        @Override
        public Object message() {
            return this;
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public String party() {
            return stop.party();
        }
    }
}
