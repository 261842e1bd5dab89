// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.ArrayList;
import java.util.List;

/// `unionmap:{a, b}`: what all the tables say, with commas between.
record UnionTable(String spec, List<LookupTable> members) implements LookupTable {
    UnionTable {
        members = List.copyOf(members);
    }

    static LookupTable open(String spec, String name, Tables tables) {
        return new UnionTable(spec, tables.openAll(Members.of(spec, name)));
    }

    @Override
    public Lookup find(String key) {
        var values = new ArrayList<String>();
        for (LookupTable member : members) {
            switch (member.find(key)) {
                case Lookup.Found(var value) -> values.add(value);
                case Lookup.NotFound() -> {}
                case Lookup.Failed failed -> {
                    return failed;
                }
            }
        }
        return values.isEmpty() ? Lookup.NOT_FOUND : new Lookup.Found(String.join(",", values));
    }

    @Override
    public boolean takesPartialKeys() {
        return members.stream().allMatch(LookupTable::takesPartialKeys);
    }
}
