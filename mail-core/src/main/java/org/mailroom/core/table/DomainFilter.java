// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;

/// A table that is asked for addresses in some domains only (`domain` in mysql_table(5)): no user
/// without a domain, no domain without a user.
record DomainFilter(LookupTable table, MatchList domains) implements LookupTable {

    /// The table as its file wants it to be asked.
    static LookupTable of(TableFile file, LookupTable table, Tables tables) {
        List<String> domains = file.list("domain");
        return domains.isEmpty()
                ? table
                : file.use(
                        "domain",
                        table.spec(),
                        _ ->
                                new DomainFilter(
                                        table,
                                        MatchList.open(domains, MatchList.Reach.NAME, tables)));
    }

    @Override
    public String spec() {
        return table.spec();
    }

    @Override
    public Lookup find(String key) {
        int at = key.lastIndexOf('@');
        if (at < 1 || at + 1 == key.length()) {
            return Lookup.NOT_FOUND;
        }
        return switch (domains.contains(key.substring(at + 1))) {
            case Match.Yes() -> table.find(key);
            case Match.No() -> Lookup.NOT_FOUND;
            case Match.Unsure(var reason) -> new Lookup.Failed(reason);
        };
    }
}
