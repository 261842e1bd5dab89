// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// `postmap -q` and `-s`: asks tables, as the server reads them. To make a table there is nothing
/// to do, as the server reads the text.
final class Postmap implements Program {
    private static final String USAGE =
            "usage: postmap [-c config_dir] [-q key] [-s] [map_type:]file...";

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(arguments, "bc:d:fFhimnNopq:rsuUvw", USAGE);
        if (options.operands().isEmpty() || options.has('d')) {
            throw new FatalException(ExitCode.FAILED, USAGE);
        }
        Place place = Place.of(options.value('c'), terminal);
        Set<String> aliases = Set.copyOf(place.read(AddressParameters.ALIAS_MAPS));
        Tables tables =
                Tables.of(
                        place.read(AddressParameters.DEFAULT_DATABASE_TYPE),
                        aliases,
                        text -> terminal.err().println("postmap: warning: " + text));
        try {
            List<LookupTable> opened = tables.openAll(options.operands());
            return run(options, opened, terminal);
        } catch (ConfigException e) {
            throw new FatalException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static ExitCode run(Options options, List<LookupTable> tables, Terminal terminal)
            throws IOException {
        if (options.has('s')) {
            tables.forEach(table -> list(table, terminal));
            return ExitCode.OK;
        }
        Optional<String> key = options.value('q');
        if (key.isEmpty()) {
            // Opening has read it
            return ExitCode.OK;
        }
        if (key.get().equals("-")) {
            return askAll(tables, terminal);
        }
        Optional<String> value = ask(tables, key.get());
        value.ifPresent(terminal.out()::println);
        return value.isPresent() ? ExitCode.OK : ExitCode.FAILED;
    }

    // The keys are on standard input
    private static ExitCode askAll(List<LookupTable> tables, Terminal terminal) throws IOException {
        var in = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        boolean found = false;
        for (String key = in.readLine(); key != null; key = in.readLine()) {
            Optional<String> value = ask(tables, key);
            if (value.isPresent()) {
                terminal.out().println(key + "\t" + value.get());
                found = true;
            }
        }
        return found ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Optional<String> ask(List<LookupTable> tables, String key) {
        for (LookupTable table : tables) {
            switch (table.find(key)) {
                case Lookup.Found(var value) -> {
                    return Optional.of(value);
                }
                case Lookup.Failed(var reason) ->
                        throw new FatalException(
                                ExitCode.FAILED,
                                "table " + table.spec() + ": query error: " + reason);
                case Lookup.NotFound() -> {
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    private static void list(LookupTable table, Terminal terminal) {
        Map<String, String> entries =
                table.listing()
                        .orElseThrow(
                                () ->
                                        new FatalException(
                                                ExitCode.FAILED,
                                                "table %s: its entries cannot be listed"
                                                        .formatted(table.spec())));
        new TreeMap<>(entries).forEach((key, value) -> terminal.out().println(key + "\t" + value));
    }
}
