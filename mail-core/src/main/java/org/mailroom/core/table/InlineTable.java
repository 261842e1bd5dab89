// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `inline:{ key=value, {key = value with spaces} }`: a table in the configuration itself.
record InlineTable(String spec, Map<String, String> entries) implements LookupTable {
    InlineTable {
        entries = Map.copyOf(entries);
    }

    static LookupTable open(String spec, String name, Tables tables) {
        var entries = new HashMap<String, String>();
        for (String element : Members.of(spec, name)) {
            String entry = ListText.unbraced(element);
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new ConfigException("expected key=value, not \"" + entry + "\"");
            }
            entries.put(
                    entry.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                    entry.substring(equals + 1).strip());
        }
        return new InlineTable(spec, entries);
    }

    @Override
    public Optional<Map<String, String>> listing() {
        return Optional.of(entries);
    }

    @Override
    public Lookup find(String key) {
        String value = entries.get(key.toLowerCase(Locale.ROOT));
        return value == null ? Lookup.NOT_FOUND : new Lookup.Found(value);
    }
}
