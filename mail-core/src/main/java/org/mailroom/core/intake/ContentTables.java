// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.table.LookupTable;

import java.util.List;

/// The tables that judge what a message contains (header_checks(5)).
///
/// @param prefix what the names of the parameters begin with: `smtp_` for mail that leaves
/// @param header `header_checks`
/// @param mime `mime_header_checks`
/// @param nested `nested_header_checks`
/// @param body `body_checks`
/// @param bodyOctets `body_checks_size_limit`: how much is looked at of each part
/// @param lineOctets `line_length_limit`: longer lines of a body are looked at in pieces
public record ContentTables(
        String prefix,
        List<LookupTable> header,
        List<LookupTable> mime,
        List<LookupTable> nested,
        List<LookupTable> body,
        int bodyOctets,
        int lineOctets) {

    public static final ContentTables NONE =
            new ContentTables("", List.of(), List.of(), List.of(), List.of(), 0, 1);

    public ContentTables {
        header = List.copyOf(header);
        mime = List.copyOf(mime);
        nested = List.copyOf(nested);
        body = List.copyOf(body);
    }

    /// Whether there are none.
    public boolean areNone() {
        return header.isEmpty() && !lookInside();
    }

    /// Whether the body is of interest.
    boolean lookInside() {
        return !mime.isEmpty() || !nested.isEmpty() || !body.isEmpty();
    }
}
