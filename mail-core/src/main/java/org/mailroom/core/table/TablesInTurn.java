// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;
import java.util.stream.Collectors;

/// Several tables as one: each is asked until one knows the key, or cannot be asked.
public record TablesInTurn(List<LookupTable> tables) implements LookupTable {
    public TablesInTurn {
        tables = List.copyOf(tables);
    }

    @Override
    public String spec() {
        return tables.stream().map(LookupTable::spec).collect(Collectors.joining(", "));
    }

    @Override
    public Lookup find(String key) {
        for (LookupTable table : tables) {
            Lookup found = table.find(key);
            if (!(found instanceof Lookup.NotFound)) {
                return found;
            }
        }
        return Lookup.NOT_FOUND;
    }

    @Override
    public boolean takesPartialKeys() {
        return tables.stream().anyMatch(LookupTable::takesPartialKeys);
    }
}
