// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.compute.Clock;
import org.mailroom.core.program.ProcessRunner;
import org.mailroom.core.program.ProcessRunner.Identity;
import org.mailroom.server.helper.Helper;
import org.mailroom.server.helper.Idleness;
import org.mailroom.server.helper.JobRules;
import org.mailroom.server.helper.LoginRules;
import org.mailroom.server.helper.Pam;
import org.mailroom.server.helper.SystemGroups;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// `mailroom helper`: started by systemd when the server asks for it, with the socket as its
/// standard input. It reads no configuration.
@Command(
        name = "helper",
        description = {
            "Runs programs for the server with the rights of the users that mail is for,",
            "and has PAM judge their passwords.",
            "Runs as root; systemd starts it (mailroom-helper.socket), no person does."
        },
        mixinStandardHelpOptions = true)
final class HelperCommand implements Callable<Integer> {
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(2);

    @Option(
            names = "--for",
            required = true,
            paramLabel = "USER",
            description = "The user of the server; nobody else is heard.")
    private String server = "";

    @Option(
            names = "--minimum-uid",
            paramLabel = "UID",
            defaultValue = "1",
            description = "Programs run as no user below it (${DEFAULT-VALUE}).")
    private long minimumUid;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = {
                "Programs may run with it, where their user is in it. May be given several times;",
                "else they have the group of their user."
            })
    private List<String> groups = List.of();

    @Option(
            names = "--pam",
            paramLabel = "SERVICE",
            defaultValue = "mailroom",
            description = {
                "The service of PAM that may judge passwords, as passdb = pam:SERVICE wants it",
                "(${DEFAULT-VALUE}). May be given several times."
            })
    private List<String> services = List.of();

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            defaultValue = "/var/cache/mailroom-helper",
            description = "Where messages lie until programs have them (${DEFAULT-VALUE}).")
    private Path scratch = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "PATH",
            description = "The socket, where systemd gives none; the helper then stays.")
    private Optional<Path> listen = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (minimumUid < 1) {
            throw new CommandFailedException("--minimum-uid: expected 1 or more: never root");
        }
        Path root = Path.of("/");
        UserPrincipal user =
                root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(server);
        Files.createDirectories(
                scratch,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Runnable atEnd = listen.isPresent() ? () -> {} : () -> System.exit(0);
        new Helper(
                        socket(user),
                        server,
                        new JobRules(
                                minimumUid,
                                SystemGroups.uidOf(server),
                                numbers(groups),
                                new SystemGroups()),
                        new ProcessRunner(scratch, Identity.OF_THE_USER),
                        new LoginRules(minimumUid, Set.copyOf(services), new Pam()),
                        new Idleness(IDLE, atEnd, Clock.SYSTEM),
                        SILENCE)
                .serve();
        return 0;
    }

    private static Set<Long> numbers(List<String> groups) throws IOException {
        var numbers = new HashSet<Long>();
        for (String group : groups) {
            numbers.add(SystemGroups.gidOf(group));
        }
        return numbers;
    }

    private ServerSocketChannel socket(UserPrincipal user) throws IOException {
        if (listen.isPresent()) {
            return bound(listen.get(), user);
        }
        if (System.inheritedChannel() instanceof ServerSocketChannel socket) {
            return socket;
        }
        throw new CommandFailedException(
                "expected a socket as standard input: systemctl enable --now"
                        + " mailroom-helper.socket");
    }

    private static ServerSocketChannel bound(Path path, UserPrincipal user) throws IOException {
        Files.deleteIfExists(path);
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(path, user);
        return socket;
    }
}
