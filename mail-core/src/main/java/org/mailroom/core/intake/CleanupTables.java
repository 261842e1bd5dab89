// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.config.ReceiveOverride;
import org.mailroom.core.intake.ContentChecks.Maps;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.table.LookupTable;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What intake asks of the addresses and the content of a message.
///
/// @param rewriting for the envelope, and for the header of local mail
/// @param filters asked about the fields that filters write (`milter_header_checks`)
/// @param ownMail which mail of this server itself is looked at (`internal_mail_filter_classes`)
/// @param remoteHeader for the header of other mail; empty where that is left alone
public record CleanupTables(
        AddressRewriting rewriting,
        Optional<AddressRewriting> remoteHeader,
        Copies copies,
        ContentTables content,
        List<LookupTable> filters,
        Set<Intake.Submission> ownMail) {

    public CleanupTables {
        filters = List.copyOf(filters);
        ownMail = Set.copyOf(ownMail);
    }

    Maps ofFilters() {
        return new Maps(ContentTables.FILTER, filters);
    }

    /// The same for mail that comes one way.
    CleanupTables of(WayIn way) {
        CleanupTables mapping = way.is(ReceiveOverride.NO_ADDRESS_MAPPINGS) ? unmapped() : this;
        return way.is(ReceiveOverride.NO_HEADER_BODY_CHECKS) ? mapping.unchecked() : mapping;
    }

    private CleanupTables unmapped() {
        return new CleanupTables(
                rewriting.inStandardForm(),
                remoteHeader.map(AddressRewriting::inStandardForm),
                Copies.NONE,
                content,
                filters,
                ownMail);
    }

    private CleanupTables unchecked() {
        return new CleanupTables(
                rewriting, remoteHeader, copies, ContentTables.NONE, filters, ownMail);
    }

    /// The same for mail of the server itself.
    CleanupTables withoutCopies() {
        return new CleanupTables(rewriting, remoteHeader, Copies.NONE, content, filters, ownMail);
    }

    /// Nothing is rewritten or looked at, nobody gets copies.
    public static final CleanupTables NONE =
            new CleanupTables(
                    AddressRewriting.NONE,
                    Optional.empty(),
                    Copies.NONE,
                    ContentTables.NONE,
                    List.of(),
                    Set.of());
}
