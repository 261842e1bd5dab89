// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ListText;

/// `static:value` and `static:{value with spaces}`: the same answer to every question.
record StaticTable(String spec, String value) implements LookupTable {

    static LookupTable open(String spec, String name, Tables tables) {
        return new StaticTable(spec, ListText.unbraced(name));
    }

    @Override
    public Lookup find(String key) {
        return new Lookup.Found(value);
    }
}
