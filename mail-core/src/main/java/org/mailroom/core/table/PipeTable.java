// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;

/// `pipemap:{a, b}`: the answer of each table is the question to the next.
record PipeTable(String spec, List<LookupTable> members) implements LookupTable {
    PipeTable {
        members = List.copyOf(members);
    }

    static LookupTable open(String spec, String name, Tables tables) {
        return new PipeTable(spec, tables.openAll(Members.of(spec, name)));
    }

    @Override
    public Lookup find(String key) {
        Lookup answer = new Lookup.Found(key);
        for (LookupTable member : members) {
            if (answer instanceof Lookup.Found(var value)) {
                answer = member.find(value);
            }
        }
        return answer;
    }

    @Override
    public boolean takesPartialKeys() {
        return members.stream().allMatch(LookupTable::takesPartialKeys);
    }
}
