// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.imap.session.ImapService;
import org.mailroom.pop3.Pop3Service;
import org.mailroom.server.Entrance.Ending;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.storage.MailStore;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// IMAP and POP3, each with STARTTLS and within TLS.
record ClientServices(
        Live<Settings> settings, MailStore store, Authenticator accounts, MailLog log) {

    void open(Doors doors) {
        openImap(doors, "imap", ListenParameters.IMAP_LISTEN, Wrapper.NONE);
        openImap(doors, "imaps", ListenParameters.IMAPS_LISTEN, Wrapper.TLS);
        openPop3(doors, "pop3", ListenParameters.POP3_LISTEN, Wrapper.NONE);
        openPop3(doors, "pop3s", ListenParameters.POP3S_LISTEN, Wrapper.TLS);
    }

    private void openImap(
            Doors doors, String name, Parameter<List<ListenAddress>> listen, Wrapper wrapper) {
        var service =
                new ImapService(
                        () -> ClientDoors.imap(settings.get().main(), ServiceName.server(name)),
                        store,
                        accounts,
                        startTls(wrapper),
                        log,
                        InstantSource.system(),
                        ZoneId.systemDefault());
        doors.open(entrance(name, listen, wrapper, "* BYE Too many connections."), service);
    }

    private void openPop3(
            Doors doors, String name, Parameter<List<ListenAddress>> listen, Wrapper wrapper) {
        var service =
                new Pop3Service(
                        () -> ClientDoors.pop3(settings.get().main(), ServiceName.server(name)),
                        store,
                        accounts,
                        startTls(wrapper),
                        log);
        doors.open(entrance(name, listen, wrapper, "-ERR Too many connections."), service);
    }

    private Optional<Supplier<ServerTls>> startTls(Wrapper wrapper) {
        return wrapper == Wrapper.NONE ? Optional.of(() -> settings.get().tls()) : Optional.empty();
    }

    private Entrance entrance(
            String name, Parameter<List<ListenAddress>> listen, Wrapper wrapper, String refusal) {
        int connections = settings.get().main().get(SmtpServerParameters.DEFAULT_PROCESS_LIMIT);
        return new Entrance(
                name, listen, wrapper, new Door.Limits(connections, 0), refusal, Ending.CUT);
    }
}
