// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.TableEntry;
import org.mailroom.core.table.Tables;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The entries of the tables that parameters name, as they are written.
record WrittenValues(MainCf main, Tables tables) {

    /// Passes on each entry with its place; in the configuration itself that is the parameter's.
    void each(Parameter<List<String>> parameter, Consumer<TableEntry> taker) {
        each(main.get(parameter), main.place(parameter), taker);
    }

    /// The same, also for the values of services that have their own.
    void eachOfAll(Parameter<List<String>> parameter, Consumer<TableEntry> taker) {
        each(parameter, taker);
        for (ServiceName service : main.servicesWith(parameter)) {
            each(main.get(parameter, service), main.place(parameter, service), taker);
        }
    }

    private void each(List<String> specs, String place, Consumer<TableEntry> taker) {
        specs.stream().flatMap(spec -> entries(spec, place)).forEach(taker);
    }

    /// Those of one table, which `place` names.
    Stream<TableEntry> entries(String spec, String place) {
        return tables.entries(spec)
                .map(it -> it.place().isEmpty() ? new TableEntry(place, it.key(), it.value()) : it);
    }
}
