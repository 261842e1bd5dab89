// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.delivery.QueueSnapshot;
import org.mailroom.core.posix.Posix;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.server.control.CommandHandler;
import org.mailroom.server.control.ControlSocket;
import org.mailroom.server.mail.MailCommands;
import org.mailroom.server.queue.QueueCommands;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A running mail server, also within another Java program. Safe for use by several threads.
public final class Mailroom implements AutoCloseable {
    private final Assembly assembly;
    private final MainCf main;

    private Mailroom(MainCf main, Assembly assembly) {
        this.main = main;
        this.assembly = assembly;
    }

    /// Loads what each start needs, whatever its configuration. It need not be called, and saves
    /// time where another thread has to do something else before.
    public static void loadLibraries() {
        var _ = ServerTls.loadLibrary();
        Posix.load();
    }

    /// Starts the server; when this returns, every port is open.
    ///
    /// @throws ConfigException when it cannot be started as configured: what is wrong, and what to
    ///   do
    public static Mailroom start(MainCf main) {
        return new Mailroom(main, Assembly.start(main));
    }

    /// Looks at a configuration and all that it names. Opens nothing, and makes nothing.
    public static CheckReport check(MainCf main) {
        return Preflight.check(main);
    }

    /// A warning where an account would get no mail.
    public static Optional<String> accountWarning(MainCf main, String account) {
        Settings settings = Settings.of(main, TlsMaterial::look, _ -> {});
        return new AccountDomains(new TrivialRewrite(settings::routes)).warning(account);
    }

    /// The version of this program.
    public static String version() {
        return Optional.ofNullable(Mailroom.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    /// Where a service listens, such as `smtp`; the real port when port 0 was asked for.
    ///
    /// @throws IllegalArgumentException when it does not
    public InetSocketAddress address(String service) {
        return assembly.doors().ports(service).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(service + " is off"));
    }

    /// The open doors in one line: `smtp 127.0.0.1:25, imap 127.0.0.1:143`.
    public String doors() {
        Map<String, List<SocketAddress>> addresses = assembly.doors().addresses();
        return addresses.entrySet().stream()
                .flatMap(
                        door ->
                                door.getValue().stream()
                                        .map(at -> door.getKey() + " " + Doors.text(at)))
                .collect(Collectors.joining(", "));
    }

    /// Whether mail can be taken at all; when not, only a new start can mend it.
    boolean isWorking() {
        return assembly.isWorking();
    }

    /// What it does now, for people, some lines.
    public String status() {
        QueueSnapshot queue = assembly.queueSnapshot();
        return """
        doors: %s
        queue: %d active, %d waiting, %d deferred
        """
                .formatted(doors(), queue.active(), queue.incoming(), queue.deferred());
    }

    /// Reads a new configuration and takes it without dropping a session; answers what the
    /// administrator should know, one sentence each.
    ///
    /// @throws ConfigException when it cannot be used: then the old one stays
    public synchronized List<String> reload(Supplier<MainCf> configuration) {
        return assembly.reload(configuration);
    }

    /// What becomes of mail for an address, for people; `error: …` where it is none.
    public String explain(String address) {
        return assembly.explain(address);
    }

    /// The same by a configuration that no server needs to run with.
    ///
    /// @throws ConfigException when it cannot be used
    public static String explain(MainCf main, String address) {
        return new AddressReport(Settings.of(main, TlsMaterial::look, _ -> {})).of(address);
    }

    MailCommands mailCommands() {
        return assembly.mailCommands();
    }

    AllowanceCommands allowanceCommands() {
        return assembly.allowanceCommands();
    }

    BlockCommands blockCommands() {
        return assembly.blockCommands();
    }

    QueueCommands queueCommands() {
        return assembly.queueCommands();
    }

    /// Opens the socket by which commands reach this server.
    ControlSocket openControl(CommandHandler commands) {
        Path path = main.get(PathParameters.CONTROL_SOCKET);
        try {
            return ControlSocket.open(path, commands);
        } catch (IOException e) {
            throw main.fault(
                    PathParameters.CONTROL_SOCKET,
                    "cannot open %s: %s".formatted(path, FileFault.reason(e)));
        }
    }

    /// Opens the socket by which users of this host hand over mail.
    ControlSocket openForUsers() {
        Path path = main.get(LocalParameters.SENDMAIL_SOCKET);
        try {
            return ControlSocket.openForAll(path, assembly.localCommands());
        } catch (IOException e) {
            throw main.fault(
                    LocalParameters.SENDMAIL_SOCKET,
                    "cannot open %s: %s".formatted(path, FileFault.reason(e)));
        }
    }

    /// Tells in the log why the server stops, such as `terminating on signal 15`.
    void stopping(String cause) {
        assembly.stopping(cause);
    }

    /// Closes the doors, lets open sessions and deliveries end, and stops.
    @Override
    public void close() {
        assembly.close();
    }
}
