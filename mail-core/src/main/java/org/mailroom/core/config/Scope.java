// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values of all names as one service sees them: what was set, or the default, with `$names`
/// replaced. Used by one thread, while a configuration is read.
final class Scope {
    private static final int MAX_DEPTH = 100;
    private static final String NO_DOMAIN = "localdomain";
    private static final Set<String> COMPUTED =
            Set.of("myhostname", "mydomain", "mynetworks", "config_directory");

    private final Map<String, Assignment> assigned;
    private final Machine machine;
    private final Path directory;
    private final Map<String, String> known = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    /// @param directory `config_directory`
    Scope(Map<String, Assignment> assigned, Machine machine, Path directory) {
        this.assigned = assigned;
        this.machine = machine;
        this.directory = directory;
    }

    /// The expanded value; empty for a name that nobody set or declared.
    ///
    /// @throws ConfigException naming what is wrong, without file and line
    String value(String name) {
        String before = known.get(name);
        if (before != null) {
            return before;
        }
        if (open.contains(name)) {
            throw new ConfigException("it refers to itself: " + cycle(name));
        }
        if (open.size() > MAX_DEPTH) {
            throw new ConfigException("too many names refer to one another");
        }
        open.addLast(name);
        try {
            String value =
                    isTemplate(name)
                            ? raw(name).strip()
                            : finish(name, Expansion.of(raw(name), this::value).strip());
            known.put(name, value);
            return value;
        } finally {
            open.removeLast();
        }
    }

    private static boolean isTemplate(String name) {
        return Parameters.named(name).filter(it -> it.type().isTemplate()).isPresent();
    }

    /// The value before `$names` are replaced.
    String raw(String name) {
        Assignment set = assigned.get(name);
        return set == null ? fallback(name) : set.text();
    }

    /// Whether the default is made from this machine, so that it cannot be written down.
    static boolean isComputed(String name) {
        return COMPUTED.contains(name);
    }

    private String cycle(String name) {
        List<String> path = List.copyOf(open);
        return "$"
                + String.join(" -> $", path.subList(path.indexOf(name), path.size()))
                + " -> $"
                + name;
    }

    private String fallback(String name) {
        return switch (name) {
            case "myhostname" -> hostname();
            case "mydomain" -> domain();
            case "mynetworks" -> machine.networks(style());
            case "config_directory" -> directory.toString();
            case "alias_maps" -> machine.aliases() ? declared(name) : "";
            default -> declared(name);
        };
    }

    private static String declared(String name) {
        return Parameters.named(name)
                .map(Parameter::fallback)
                .orElseGet(() -> PostfixNames.fallback(name));
    }

    // As Postfix 3: a machine without a domain is in localdomain, or in what mydomain says
    private String hostname() {
        String host = machine.hostname();
        if (host.indexOf('.') >= 0) {
            return host;
        }
        return host + "." + (assigned.containsKey("mydomain") ? value("mydomain") : NO_DOMAIN);
    }

    private String domain() {
        String host = value("myhostname");
        int dot = host.indexOf('.');
        return dot < 0 ? NO_DOMAIN : host.substring(dot + 1);
    }

    private NetworksStyle style() {
        String style = value("mynetworks_style");
        try {
            return NetworksStyle.valueOf(style.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return NetworksStyle.HOST;
        }
    }

    // As Debian's Postfix: myorigin = /etc/mailname is the first line of that file
    private String finish(String name, String value) {
        return name.equals("myorigin") && value.startsWith("/")
                ? firstLine(value).orElseGet(() -> value("myhostname"))
                : value;
    }

    private static Optional<String> firstLine(String file) {
        try {
            return Files.readString(Path.of(file))
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }
}
