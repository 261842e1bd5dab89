// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the configuration of a program lies.
record Place(Path configuration) {

    /// `-c`, else `$MAILROOM_CONFIG`, else `$MAIL_CONFIG` as for Postfix, else /etc/mailroom.
    static Place of(Optional<String> given, Terminal terminal) {
        String named =
                Stream.of(
                                given.orElse(""),
                                terminal.environment().getOrDefault("MAILROOM_CONFIG", ""),
                                terminal.environment().getOrDefault("MAIL_CONFIG", ""))
                        .filter(it -> !it.isEmpty())
                        .findFirst()
                        .orElse("/etc/mailroom");
        return new Place(Path.of(named));
    }

    /// One parameter; the others are not looked at. Without a configuration it is the default: who
    /// may not read it can still send mail.
    <T> T read(Parameter<T> parameter) {
        try {
            return Files.isReadable(configuration)
                    ? MainCf.read(configuration, List.of(), parameter)
                    : MainCf.of("").get(parameter);
        } catch (ConfigException e) {
            throw new FatalException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
