// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.TransportParameters;
import org.mailroom.core.pipe.PipeCommand;
import org.mailroom.core.pipe.PipeCourier;
import org.mailroom.core.pipe.PipeTransport;
import org.mailroom.core.route.TransportSpec;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Tables;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// From `main.cf` to the transports that give mail to programs.
record PipeTransports(MainCf main, Tables tables) {
    private static final Set<String> DAEMONS = Set.of("bounce", "cleanup", "qmgr");

    /// @throws ConfigException when one cannot be used
    PipeCourier.Settings settings() {
        if (!main.get(ProgramParameters.COMMAND).isEmpty()) {
            throw main.fault(ProgramParameters.COMMAND, "expected NAME/unix/command");
        }
        return new PipeCourier.Settings(
                transports(), new Delimiters(main.get(AddressParameters.RECIPIENT_DELIMITER)));
    }

    private Map<String, PipeTransport> transports() {
        var transports = new HashMap<String, PipeTransport>();
        for (ServiceName service : main.servicesWith(ProgramParameters.COMMAND)) {
            String name = service.name();
            transports.put(
                    name,
                    main.use(ProgramParameters.COMMAND, service, text -> transport(service, text)));
        }
        return transports;
    }

    private PipeTransport transport(ServiceName service, String text) {
        if (!service.type().equals("unix")) {
            throw new ConfigException("expected NAME/unix/command");
        }
        if (TransportSpec.BUILT_IN.contains(service.name()) || DAEMONS.contains(service.name())) {
            throw new ConfigException(service.name() + " is a transport of the server itself");
        }
        var users = new ProgramUsers(main, tables);
        PipeCommand command = PipeCommand.parse(text);
        return new PipeTransport(
                service.name(),
                command,
                users.named(command.user()),
                users.environment(),
                main.get(TransportParameters.TRANSPORT_TIME_LIMIT, service.name()));
    }
}
