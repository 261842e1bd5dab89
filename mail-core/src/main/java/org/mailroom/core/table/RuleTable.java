// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Optional;
import java.util.function.Supplier;

/// A table of rules that are tried in their order, in a file or in the configuration itself.
final class RuleTable implements LookupTable {
    private final String spec;
    private final Supplier<WatchedFile.Content<Rules>> rules;

    RuleTable(String spec, Supplier<WatchedFile.Content<Rules>> rules) {
        this.spec = spec;
        this.rules = rules;
    }

    @Override
    public String spec() {
        return spec;
    }

    @Override
    public Lookup find(String key) {
        return switch (rules.get()) {
            case WatchedFile.Content.Read<Rules>(var known, _) -> known.find(spec, key);
            case WatchedFile.Content.Unreadable<Rules>(var reason) ->
                    new Lookup.Failed(spec + ": " + reason);
        };
    }

    @Override
    public Optional<String> owner() {
        return rules.get().owner(spec);
    }

    @Override
    public boolean takesPartialKeys() {
        return false;
    }
}
