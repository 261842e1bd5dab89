// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.route.Daemon;
import org.mailroom.core.route.TransportSpec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The transports that lead to a next hop: those that are always there, and those that `main.cf`
/// declares with `NAME/unix/command`.
record OnwardTransports(MainCf main) {
    private static final Set<String> DAEMONS = Set.of("bounce", "cleanup", "qmgr");

    /// By name, what serves them; servers on further ports (`PORT/inet/command`) are no transports.
    ///
    /// @throws ConfigException when one cannot be used
    Map<String, Daemon> daemons() {
        if (!main.get(ProgramParameters.COMMAND).isEmpty()) {
            throw main.fault(
                    ProgramParameters.COMMAND, "expected NAME/unix/command or PORT/inet/command");
        }
        var daemons = new HashMap<>(Daemon.BUILT_IN);
        for (ServiceName service : main.servicesWith(ProgramParameters.COMMAND)) {
            if (service.type().equals("unix")) {
                daemons.put(
                        service.name(),
                        main.use(
                                ProgramParameters.COMMAND, service, text -> daemon(service, text)));
            }
        }
        return Map.copyOf(daemons);
    }

    private static Daemon daemon(ServiceName service, String text) {
        if (TransportSpec.BUILT_IN.contains(service.name()) || DAEMONS.contains(service.name())) {
            throw new ConfigException(service.name() + " is a transport of the server itself");
        }
        List<String> words = ListText.split(text);
        Daemon daemon =
                words.stream()
                        .findFirst()
                        .flatMap(Daemon::named)
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                "expected smtp, lmtp,"
                                                        + " or pipe flags=... user=... argv=..."));
        if (daemon != Daemon.PIPE && words.size() > 1) {
            throw new ConfigException(
                    "nothing may follow %s: what master.cf has as -o name=value is %s/name = value"
                            .formatted(words.getFirst(), service));
        }
        return daemon;
    }
}
