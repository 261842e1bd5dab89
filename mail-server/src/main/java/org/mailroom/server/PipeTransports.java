// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.TransportParameters;
import org.mailroom.core.pipe.PipeCommand;
import org.mailroom.core.pipe.PipeCourier;
import org.mailroom.core.pipe.PipeTransport;
import org.mailroom.core.route.Daemon;
import org.mailroom.core.table.Tables;

import java.util.HashMap;
import java.util.Map;

/// From `main.cf` to the transports that give mail to programs.
record PipeTransports(MainCf main, Tables tables) {

    /// @throws ConfigException when one cannot be used
    PipeCourier.Settings settings() {
        return new PipeCourier.Settings(transports(), CoreSettings.delimiters(main));
    }

    private Map<String, PipeTransport> transports() {
        var transports = new HashMap<String, PipeTransport>();
        new OnwardTransports(main)
                .daemons()
                .forEach(
                        (name, daemon) -> {
                            if (daemon == Daemon.PIPE) {
                                transports.put(name, transport(name));
                            }
                        });
        return transports;
    }

    private PipeTransport transport(String name) {
        return main.use(
                ProgramParameters.COMMAND,
                ServiceName.client(name),
                text -> {
                    var users = new ProgramUsers(main, tables);
                    PipeCommand command = PipeCommand.parse(text);
                    return new PipeTransport(
                            name,
                            command,
                            users.named(command.user()),
                            users.environment(),
                            main.get(TransportParameters.TRANSPORT_TIME_LIMIT, name));
                });
    }
}
