// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;
import org.mailroom.core.config.ProgramParameters;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Parameters that are read at start only.
final class StartParameters {
    private StartParameters() {}

    /// The names of those that differ, and the ports that are declared anew or no longer.
    static List<String> changed(MainCf running, MainCf next) {
        return Stream.concat(
                        Parameters.all().stream()
                                .filter(it -> it.change() == Parameter.Change.START)
                                .flatMap(it -> changed(it, running, next)),
                        Stream.of(declared(running, next), declared(next, running))
                                .flatMap(Set::stream)
                                .sorted())
                .toList();
    }

    private static Stream<String> changed(Parameter<?> parameter, MainCf running, MainCf next) {
        if (!running.get(parameter).equals(next.get(parameter))) {
            return Stream.of(parameter.name());
        }
        return Stream.of(running, next)
                .flatMap(main -> main.servicesWith(parameter).stream())
                .distinct()
                .filter(it -> !running.get(parameter, it).equals(next.get(parameter, it)))
                .map(it -> it + "/" + parameter.name())
                .sorted();
    }

    private static Set<String> declared(MainCf here, MainCf butNotHere) {
        Set<String> ports = ports(here);
        ports.removeAll(ports(butNotHere));
        return ports;
    }

    private static Set<String> ports(MainCf main) {
        return SmtpForm.further(main)
                .map(form -> form.service() + "/" + ProgramParameters.COMMAND.name())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
