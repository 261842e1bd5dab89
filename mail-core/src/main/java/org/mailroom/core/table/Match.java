// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// Whether something is in a list.
public sealed interface Match {
    Match YES = new Yes();
    Match NO = new No();

    record Yes() implements Match {}

    record No() implements Match {}

    /// A table in the list could not be asked: whoever depends on the answer must defer.
    record Unsure(String reason) implements Match {}
}
