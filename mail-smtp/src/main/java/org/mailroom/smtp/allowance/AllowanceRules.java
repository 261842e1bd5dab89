// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

/// How much each account may send.
///
/// @param usual what holds for all
/// @param exceptions says of accounts what holds for them instead
public record AllowanceRules(Allowance usual, LookupTable exceptions) {

    /// What is to be known of one account.
    public sealed interface Answer {}

    public record Known(Allowance allowance) implements Answer {}

    public record Unknown(String reason) implements Answer {}

    Answer of(String account) {
        return switch (exceptions.find(account)) {
            case Lookup.NotFound() -> new Known(usual);
            case Lookup.Failed(var reason) -> new Unknown(reason);
            case Lookup.Found(var text) -> with(account, text);
        };
    }

    private Answer with(String account, String text) {
        try {
            return new Known(usual.with(text));
        } catch (IllegalArgumentException e) {
            return new Unknown(exceptions.spec() + ": " + account + ": " + e.getMessage());
        }
    }
}
