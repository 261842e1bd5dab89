// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;
import java.util.function.Predicate;

/// Keys of which the first table that knows them says `IGNORE` (`smtpd_dns_reply_filter`). Where a
/// table cannot be asked, nothing is passed over.
public record Ignored(List<LookupTable> tables) implements Predicate<String> {
    public Ignored {
        tables = List.copyOf(tables);
    }

    @Override
    public boolean test(String key) {
        for (LookupTable table : tables) {
            switch (table.find(key)) {
                case Lookup.Found(var action) -> {
                    return action.strip().equalsIgnoreCase("IGNORE");
                }
                case Lookup.NotFound() -> {}
                case Lookup.Failed _ -> {
                    return false;
                }
            }
        }
        return false;
    }
}
