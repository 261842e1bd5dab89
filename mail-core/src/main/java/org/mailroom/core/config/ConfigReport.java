// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A configuration as `name = value` lines in the order of names, as postconf(1) prints it: values
/// as written, with their `$names`.
public record ConfigReport(MainCf mainCf) {

    /// What was set (`-n`).
    public List<String> set() {
        return lines(mainCf.written());
    }

    /// The default of every parameter (`-d`).
    public List<String> defaults() {
        return lines(mainCf.defaults());
    }

    /// Every parameter, with what was set or its default.
    public List<String> all() {
        var all = new TreeMap<>(mainCf.defaults());
        all.putAll(mainCf.written());
        return lines(all);
    }

    /// One parameter; empty where there is none of that name.
    public Optional<String> named(String name) {
        return Stream.of(mainCf.written(), mainCf.defaults())
                .filter(values -> values.containsKey(name))
                .findFirst()
                .map(values -> line(name, values.getOrDefault(name, "")));
    }

    /// The default of one parameter; empty where there is none of that name.
    public Optional<String> defaultOf(String name) {
        return Optional.ofNullable(mainCf.defaults().get(name)).map(value -> line(name, value));
    }

    /// What somebody may have meant by a name that is none.
    public static Optional<String> nearest(String name) {
        return NearestName.of(name, Parameters.all().stream().map(Parameter::name).toList());
    }

    private static List<String> lines(Map<String, String> values) {
        return values.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    // postconf prints nothing behind the sign of an empty value
    private static String line(String name, String value) {
        return value.isEmpty() ? name + " =" : name + " = " + value;
    }
}
