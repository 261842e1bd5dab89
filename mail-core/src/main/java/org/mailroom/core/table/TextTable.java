// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A table of keys and values in a file. Follows the file by itself.
final class TextTable implements LookupTable {
    private final String spec;
    private final WatchedFile<Map<String, String>> file;

    TextTable(String spec, WatchedFile<Map<String, String>> file) {
        this.spec = spec;
        this.file = file;
    }

    @Override
    public String spec() {
        return spec;
    }

    @Override
    public Lookup find(String key) {
        return switch (file.content()) {
            case WatchedFile.Content.Read<Map<String, String>>(var entries, _) -> in(entries, key);
            case WatchedFile.Content.Unreadable<Map<String, String>>(var reason) ->
                    new Lookup.Failed(spec + ": " + reason);
        };
    }

    @Override
    public Optional<Map<String, String>> listing() {
        return file.content()
                        instanceof WatchedFile.Content.Read<Map<String, String>>(var entries, _)
                ? Optional.of(entries)
                : Optional.empty();
    }

    @Override
    public Optional<String> owner() {
        return file.content().owner(spec);
    }

    private static Lookup in(Map<String, String> entries, String key) {
        String value = entries.get(key.toLowerCase(Locale.ROOT));
        return value == null ? Lookup.NOT_FOUND : new Lookup.Found(value);
    }
}
