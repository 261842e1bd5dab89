// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.Network;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What configuration says of the milters of one service. A session keeps what it started with.
public final class MilterSettings {
    private static final String DISABLE = "DISABLE";

    private final List<MilterSpec> milters;
    private final Optional<LookupTable> maps;
    private final MilterDefaults defaults;
    private final Macros macros;

    /// What milters are told beside the events.
    ///
    /// @param names which macros come before an event
    /// @param values of those that are always the same: `j`, `v`, `{daemon_name}`
    /// @param defaults `milter_macro_defaults`
    /// @param origin the domain of an address without one that a milter names
    public record Macros(
            Map<Event, List<String>> names,
            Map<String, String> values,
            Map<String, String> defaults,
            String origin) {

        public Macros {
            names = names.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(names));
            values = Map.copyOf(values);
            defaults = Map.copyOf(defaults);
        }
    }

    /// @param milters as in `smtpd_milters`
    /// @param maps `smtpd_milter_maps`
    /// @throws ConfigException where one of the milters is none
    public MilterSettings(
            List<String> milters,
            Optional<LookupTable> maps,
            MilterDefaults defaults,
            Macros macros) {
        this.milters = SpecParser.parse(milters, defaults);
        this.maps = maps;
        this.defaults = defaults;
        this.macros = macros;
    }

    Macros macros() {
        return macros;
    }

    /// The milters for a client.
    List<MilterSpec> milters(InetAddress client, Consumer<String> warnings) {
        if (maps.isEmpty()) {
            return milters;
        }
        return switch (maps.get().find(Network.text(client))) {
            case Lookup.NotFound() -> milters;
            case Lookup.Found(var text) -> named(text);
            case Lookup.Failed(var reason) -> {
                warnings.accept(reason + ": using smtpd_milters");
                yield milters;
            }
        };
    }

    private List<MilterSpec> named(String text) {
        return words(text).map(word -> SpecParser.parseMildly(word, defaults)).toList();
    }

    private static Stream<String> words(String text) {
        return text.strip().equalsIgnoreCase(DISABLE) ? Stream.of() : ListText.split(text).stream();
    }

    /// What is wrong with a value of `smtpd_milter_maps`.
    public static Optional<String> fault(String text, MilterDefaults defaults) {
        try {
            SpecParser.parse(words(text).toList(), defaults);
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(e.getMessage());
        }
    }
}
