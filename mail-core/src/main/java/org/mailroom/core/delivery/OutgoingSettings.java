// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.intake.ContentTables;
import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.SenderRewriting;

import java.nio.file.Path;
import java.util.Optional;

/// What becomes of mail that leaves by one transport.
///
/// @param generic `smtp_generic_maps`; empty where there are none
/// @param srs empty where senders stay as they are
public record OutgoingSettings(
        Optional<AddressMap> generic, Optional<SenderRewriting> srs, Checks checks) {

    /// How its content is looked at (`smtp_header_checks` and its kind).
    ///
    /// @param fieldOctets `header_size_limit`
    /// @param scratch where large bodies are kept aside for a delivery
    public record Checks(ContentTables tables, int fieldOctets, Path scratch) {}

    /// The same for one delivery, on its thread.
    OutgoingSettings forOne() {
        return new OutgoingSettings(generic.map(AddressMap::remembering), srs, checks);
    }

    boolean changeNothing() {
        return generic.isEmpty() && srs.isEmpty() && checks.tables().areNone();
    }
}
