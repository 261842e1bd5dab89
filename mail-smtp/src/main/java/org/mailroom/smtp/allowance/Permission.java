// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import org.mailroom.smtp.allowance.Allowance.Kind;

import java.time.Instant;

/// Whether an account may send one more.
public sealed interface Permission {
    Permission GRANTED = new Granted();

    /// It may, and it is counted.
    record Granted() implements Permission {}

    /// It may not until its day is over.
    ///
    /// @param isNews whether nobody was told of it yet in this day
    record Exceeded(Kind kind, int limit, Instant until, boolean isNews) implements Permission {}

    /// It cannot be told how much it may.
    record Unsure(String reason) implements Permission {}
}
