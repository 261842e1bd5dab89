// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.rewrite.AddressRewriting;

import java.util.Optional;

/// What intake asks of the addresses and the content of a message.
///
/// @param rewriting for the envelope, and for the header of local mail
/// @param remoteHeader for the header of other mail; empty where that is left alone
public record CleanupTables(
        AddressRewriting rewriting, Optional<AddressRewriting> remoteHeader, Copies copies) {

    /// Nothing is rewritten, nobody gets copies.
    public static final CleanupTables NONE =
            new CleanupTables(AddressRewriting.NONE, Optional.empty(), Copies.NONE);
}
