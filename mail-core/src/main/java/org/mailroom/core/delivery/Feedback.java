// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.List;

/// What a delivery says about its destination as a whole.
sealed interface Feedback {

    /// It answers, whatever it said about the message.
    record Answered() implements Feedback {}

    /// It could not be reached, or broke off.
    record Dead(Outcome.Deferred cause) implements Feedback {}

    /// Neither.
    record Nothing() implements Feedback {}

    static Feedback of(List<Courier.Delivery> deliveries) {
        Feedback feedback = new Nothing();
        for (Courier.Delivery delivery : deliveries) {
            switch (delivery.outcome()) {
                case Outcome.Delivered _, Outcome.Failed _ -> {
                    return new Answered();
                }
                // RFC 3463 §3.5: X.4.X is about the network and the routes to the destination.
                case Outcome.Deferred deferred when deferred.status().startsWith("4.4.") ->
                        feedback = new Dead(deferred);
                case Outcome.Deferred _ -> {}
            }
        }
        return feedback;
    }
}
