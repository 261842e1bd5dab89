// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// Whether a delivery to a destination may begin.
sealed interface Admission {
    Admission GRANTED = new Granted();
    Admission CLOSING = new Closing();

    /// It may, and ends with `Destinations.leave`.
    record Granted() implements Admission {}

    /// The destination does not answer; it is left alone for a while. `last` is what it did.
    record Suspended(Outcome.Deferred last) implements Admission {
        Outcome outcome() {
            return new Outcome.Deferred(
                    last.status(), "delivery temporarily suspended: " + last.text());
        }
    }

    /// The server stops.
    record Closing() implements Admission {}
}
