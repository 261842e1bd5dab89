// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// The answer of a lookup table.
public sealed interface Lookup {
    Lookup NOT_FOUND = new NotFound();

    record Found(String value) implements Lookup {}

    record NotFound() implements Lookup {}

    /// The table could not be asked: whoever depends on the answer must defer, never guess.
    record Failed(String reason) implements Lookup {}
}
