// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.ContentChecks.Kind;
import org.mailroom.core.intake.ContentChecks.Station;
import org.mailroom.core.table.LookupTable;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    static final String FILTER = "milter_header_checks";
    private static final Set<String> ENTRY =
            Set.of("header_checks", "mime_header_checks", "nested_header_checks", "body_checks");

    public static final ContentTables NONE =
            new ContentTables("", List.of(), List.of(), List.of(), List.of(), 0, 1);

    public ContentTables {
        header = List.copyOf(header);
        mime = List.copyOf(mime);
        nested = List.copyOf(nested);
        body = List.copyOf(body);
    }

    /// Why a result of one of these tables, as it is written, is not used; empty where it is. Of
    /// what a `$1` will stand for nothing is known.
    ///
    /// @param parameter its name, such as `smtp_header_checks`
    /// @param origin the domain of an address that has none
    public static Optional<String> fault(String parameter, String result, String origin) {
        if (result.startsWith("$")) {
            return Optional.empty();
        }
        Station station =
                parameter.equals(FILTER)
                        ? Station.FILTER
                        : ENTRY.contains(parameter) ? Station.ENTRY : Station.EXIT;
        Kind kind = parameter.endsWith("body_checks") ? Kind.BODY : Kind.HEADER;
        Optional<String> fault = ContentChecks.wordFault(result, station, parameter);
        return fault.isPresent() || result.contains("$")
                ? fault
                : ContentChecks.argumentFault(result, kind, parameter, origin);
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
