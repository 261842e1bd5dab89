// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// Whether a delivery to a destination may begin.
sealed interface Admission {
    Admission GRANTED = new Granted();
    Admission CROWDED = new Crowded();
    Admission CLOSING = new Closing();

    /// It may, and ends with `Destinations.leave`.
    record Granted() implements Admission {}

    /// The destination does not answer; it is left alone for a while. `last` is what it did.
    record Suspended(Outcome.Deferred last) implements Admission {}

    /// So many wait for this destination that one more would keep others waiting.
    record Crowded() implements Admission {}

    /// The server stops.
    record Closing() implements Admission {}
}
