// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ListText;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// `randmap:{a, b}`: one of the values, by chance, whatever the question.
record RandomTable(String spec, List<String> values) implements LookupTable {
    RandomTable {
        values = List.copyOf(values);
    }

    static LookupTable open(String spec, String name, Tables tables) {
        return new RandomTable(
                spec, Members.of(spec, name).stream().map(ListText::unbraced).toList());
    }

    @Override
    public Lookup find(String key) {
        return new Lookup.Found(values.get(ThreadLocalRandom.current().nextInt(values.size())));
    }

    @Override
    public boolean takesPartialKeys() {
        return false;
    }
}
