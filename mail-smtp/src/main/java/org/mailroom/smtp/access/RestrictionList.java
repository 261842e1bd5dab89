// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.smtp.access.Restriction.CheckServers;
import org.mailroom.smtp.access.Restriction.CheckTable;
import org.mailroom.smtp.access.Restriction.Group;
import org.mailroom.smtp.access.Restriction.WarnIfReject;

import java.util.List;
import java.util.stream.Stream;

/// Restrictions, to be asked one after the other until one of them decides.
public record RestrictionList(List<Restriction> restrictions) {
    public static final RestrictionList EMPTY = new RestrictionList(List.of());

    public RestrictionList {
        restrictions = List.copyOf(restrictions);
    }

    /// The access tables in it, with what they are asked about.
    public Stream<CheckTable> tables() {
        return restrictions.stream().flatMap(RestrictionList::tables);
    }

    private static Stream<CheckTable> tables(Restriction restriction) {
        return switch (restriction) {
            case CheckTable check -> Stream.of(check);
            case CheckServers(var subject, _, var table) ->
                    Stream.of(new CheckTable(subject, table));
            case WarnIfReject(var next) -> tables(next);
            case Group(var list) -> list.tables();
            case Word _, Restriction.WithArgument _ -> Stream.empty();
        };
    }

    boolean guardsRelay() {
        return restrictions.stream().anyMatch(RestrictionList::guardsRelay);
    }

    private static boolean guardsRelay(Restriction restriction) {
        return switch (restriction) {
            case Word word -> word.guardsRelay();
            case Restriction.Group(var list) -> list.guardsRelay();
            case Restriction.WithArgument _ -> false;
        };
    }
}
