// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.util.HashMap;
import java.util.Map;

/// `inline:{ { key = value } … }`, `static:value` and `fail:reason` as tests need them.
public record InlineTable(String spec, Map<String, String> entries) implements LookupTable {

    public static LookupTable of(String spec) {
        if (!spec.matches("(?s)(inline|static|fail):.*")) {
            throw new ConfigException("no such type of table");
        }
        Map<String, String> entries = new HashMap<>();
        if (spec.startsWith("inline:{")) {
            String list = spec.substring("inline:{".length(), spec.length() - 1);
            for (String entry : Words.split(list)) {
                int equals = entry.indexOf('=');
                entries.put(
                        entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
            }
        }
        return new InlineTable(spec, entries);
    }

    @Override
    public Lookup find(String key) {
        if (spec.startsWith("static:")) {
            return new Lookup.Found(spec.substring("static:".length()));
        }
        if (spec.startsWith("fail:")) {
            return new Lookup.Failed(spec);
        }
        String value = entries.get(key);
        return value == null ? Lookup.NOT_FOUND : new Lookup.Found(value);
    }
}
