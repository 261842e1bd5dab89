// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.rewrite.AddressRewriting;

import java.util.Optional;

/// What intake asks of the addresses and the content of a message.
///
/// @param rewriting for the envelope, and for the header of local mail
/// @param remoteHeader for the header of other mail; empty where that is left alone
public record CleanupTables(
        AddressRewriting rewriting,
        Optional<AddressRewriting> remoteHeader,
        Copies copies,
        ContentTables content) {

    /// The same for mail of the server itself.
    CleanupTables withoutCopies() {
        return new CleanupTables(rewriting, remoteHeader, Copies.NONE, content);
    }

    /// Nothing is rewritten or looked at, nobody gets copies.
    public static final CleanupTables NONE =
            new CleanupTables(
                    AddressRewriting.NONE, Optional.empty(), Copies.NONE, ContentTables.NONE);
}
