// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.List;

/// Restrictions, to be asked one after the other until one of them decides.
public record RestrictionList(List<Restriction> restrictions) {
    public static final RestrictionList EMPTY = new RestrictionList(List.of());

    public RestrictionList {
        restrictions = List.copyOf(restrictions);
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
