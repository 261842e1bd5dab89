// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListText;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.route.Daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// From `main.cf` to the names of services in the log: `syslog_name` of each, where it has one.
record LogNames(MainCf main) {

    LogTags tags() {
        var own = new HashMap<String, String>();
        for (ServiceName service : main.servicesWith(ProgramParameters.COMMAND)) {
            if (service.type().equals("inet")) {
                put(service, own);
            }
        }
        main.servicesWith(LogParameters.SYSLOG_NAME).forEach(service -> put(service, own));
        return new LogTags(main.get(LogParameters.SYSLOG_NAME), own);
    }

    private void put(ServiceName service, Map<String, String> own) {
        String name = main.get(LogParameters.SYSLOG_NAME, service);
        if (service.type().equals("inet")) {
            own.put(SmtpForm.process(service), name + "/smtpd");
        } else {
            String process = client(service);
            own.put(process, name + "/" + process.substring(process.lastIndexOf('/') + 1));
        }
    }

    private String client(ServiceName service) {
        String name = service.name();
        String command = main.get(ProgramParameters.COMMAND, service);
        return ListText.split(command).stream()
                .findFirst()
                .flatMap(Daemon::named)
                .or(() -> Optional.ofNullable(Daemon.BUILT_IN.get(name)))
                .map(daemon -> daemon.process(name))
                .orElse(name);
    }
}
