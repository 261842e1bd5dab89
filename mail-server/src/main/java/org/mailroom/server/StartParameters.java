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
            return whole(parameter, running, next);
        }
        return Stream.of(running, next)
                .flatMap(main -> main.servicesWith(parameter).stream())
                .distinct()
                .filter(it -> !running.get(parameter, it).equals(next.get(parameter, it)))
                .map(it -> it + "/" + parameter.name())
                .sorted();
    }

    // Where only the default is another one, the administrator has changed what that is made from
    private static Stream<String> whole(Parameter<?> parameter, MainCf running, MainCf next) {
        if (running.isSet(parameter) || next.isSet(parameter)) {
            return Stream.of(parameter.name());
        }
        List<Parameter<?>> causes =
                parameter.namesInDefault().stream()
                        .<Parameter<?>>flatMap(name -> Parameters.named(name).stream())
                        .filter(it -> !running.get(it).equals(next.get(it)))
                        .toList();
        boolean told = causes.stream().anyMatch(it -> it.change() == Parameter.Change.START);
        return told
                ? Stream.empty()
                : Stream.of(
                        causes.stream()
                                .map(Parameter::name)
                                .findFirst()
                                .map(
                                        cause ->
                                                "%s, in %s by default,"
                                                        .formatted(cause, parameter.name()))
                                .orElse(parameter.name()));
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
