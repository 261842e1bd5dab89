// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.account.UserConnections;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.imap.session.ImapService;
import org.mailroom.pop3.Pop3Service;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.storage.MailStore;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// IMAP and POP3, each with STARTTLS and within TLS.
record ClientServices(
        Live<Settings> settings,
        MailStore store,
        Authenticator accounts,
        MailLog log,
        ComputeThreads computing) {

    // A user's sessions count together, whether TLS came first or later
    void open(Doors doors) {
        var imap = new UserConnections();
        openImap(doors, imap, "imap", ListenParameters.IMAP_LISTEN, Wrapper.NONE);
        openImap(doors, imap, "imaps", ListenParameters.IMAPS_LISTEN, Wrapper.TLS);
        var pop3 = new UserConnections();
        openPop3(doors, pop3, "pop3", ListenParameters.POP3_LISTEN, Wrapper.NONE);
        openPop3(doors, pop3, "pop3s", ListenParameters.POP3S_LISTEN, Wrapper.TLS);
    }

    private void openImap(
            Doors doors,
            UserConnections connections,
            String name,
            Parameter<List<ListenAddress>> listen,
            Wrapper wrapper) {
        var service =
                new ImapService(
                        () -> ClientDoors.imap(settings.get().main(), ServiceName.server(name)),
                        store,
                        accounts,
                        connections,
                        startTls(name, wrapper),
                        log,
                        computing,
                        InstantSource.system(),
                        ZoneId.systemDefault());
        doors.open(entrance(name, listen, wrapper, "* BYE Too many connections."), service);
    }

    private void openPop3(
            Doors doors,
            UserConnections connections,
            String name,
            Parameter<List<ListenAddress>> listen,
            Wrapper wrapper) {
        var service =
                new Pop3Service(
                        () -> ClientDoors.pop3(settings.get().main(), ServiceName.server(name)),
                        store,
                        accounts,
                        connections,
                        startTls(name, wrapper),
                        log);
        doors.open(entrance(name, listen, wrapper, "-ERR Too many connections."), service);
    }

    private Optional<Supplier<ServerTls>> startTls(String name, Wrapper wrapper) {
        return wrapper == Wrapper.NONE
                ? Optional.of(() -> settings.get().tls().of(name))
                : Optional.empty();
    }

    private Entrance entrance(
            String name, Parameter<List<ListenAddress>> listen, Wrapper wrapper, String refusal) {
        MainCf main = settings.get().main();
        var limits =
                new Door.Limits(
                        main.get(SmtpServerParameters.DEFAULT_PROCESS_LIMIT),
                        main.get(
                                AccountParameters.LOGIN_CLIENT_CONNECTION_COUNT_LIMIT,
                                ServiceName.server(name)),
                        Door.Counted.STRANGERS,
                        Door.Clients.ALIKE);
        Optional<Door.Proxies> proxies =
                Entrance.proxies(
                        main,
                        ListenParameters.LOGIN_UPSTREAM_PROXY_PROTOCOL,
                        ServiceName.server(name));
        return new Entrance(name, Listening.of(main, listen), wrapper, proxies, limits, refusal);
    }
}
