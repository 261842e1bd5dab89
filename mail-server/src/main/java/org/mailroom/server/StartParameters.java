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
                                .filter(it -> !running.get(it).equals(next.get(it)))
                                .map(Parameter::name),
                        Stream.of(declared(running, next), declared(next, running))
                                .flatMap(Set::stream)
                                .sorted())
                .toList();
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
