// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Which configuration a command works with.
final class ConfigOptions {
    private static final Path INSTALLED = Path.of("/etc/mailroom");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "DIR|FILE",
            description =
                    "The configuration: main.cf, or the folder that holds it."
                            + " Default: $$MAILROOM_CONFIG, else /etc/mailroom.")
    private Optional<Path> given = Optional.empty();

    @Option(
            names = "-o",
            paramLabel = "NAME=VALUE",
            description = "Sets a parameter, as if it stood at the end of main.cf.")
    private List<String> overrides = List.of();

    /// From words that are nothing but these options, each with its value behind it; empty where
    /// they need Picocli.
    static Optional<ConfigOptions> of(List<String> words) {
        var options = new ConfigOptions();
        var overrides = new ArrayList<String>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            String value = rest.hasNext() ? rest.next() : "-";
            boolean isConfig = name.equals("-c") || name.equals("--config");
            if (value.startsWith("-") || (isConfig && options.given.isPresent())) {
                return Optional.empty();
            } else if (isConfig) {
                options.given = Optional.of(Path.of(value));
            } else if (name.equals("-o")) {
                overrides.add(value);
            } else {
                return Optional.empty();
            }
        }
        options.overrides = List.copyOf(overrides);
        return Optional.of(options);
    }

    /// Reads and checks the configuration.
    MainCf load() {
        return MainCf.load(path(), overrides);
    }

    /// Reads one parameter only, whatever is wrong with the others.
    <T> T read(Parameter<T> parameter) {
        return MainCf.read(path(), overrides, parameter);
    }

    Path path() {
        return given.or(ConfigOptions::fromEnvironment)
                .or(() -> Optional.of(INSTALLED).filter(Files::exists))
                .orElseThrow(
                        () ->
                                new CommandFailedException(
                                        "no configuration: name one with -c DIR, or put a main.cf"
                                                + " into /etc/mailroom"));
    }

    private static Optional<Path> fromEnvironment() {
        return Optional.ofNullable(System.getenv("MAILROOM_CONFIG")).map(Path::of);
    }
}
