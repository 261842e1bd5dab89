// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import jdk.net.ExtendedSocketOptions;

import org.mailroom.core.net.SocketFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/// The Unix socket by which commands talk to the running server: one line asks, more may follow it,
/// and all that comes back until the end is the answer. The rights of the file say who may: its
/// owner and root. Each question has a platform thread of its own, as some of them compute for
/// long.
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MAX_QUESTION_OCTETS = 4096;
    private static final int CONNECTIONS_OF_USER = 50;
    private static final int CONNECTIONS_OF_ALL = 200;

    /// A reader that stops must not keep others waiting.
    private static final Duration WRITE_TIME = Duration.ofMinutes(1);

    /// For all sockets, and never ended: the last answers go while a socket is closed.
    private static final ScheduledExecutorService DEADLINES =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("control/deadlines").daemon().factory());

    /// As Postfix's ipc_timeout.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Path path;
    private final ServerSocketChannel socket;
    private final CallerHandler commands;
    private final Places places;
    private final Predicate<UserPrincipal> heard;

    private ControlSocket(
            Path path,
            ServerSocketChannel socket,
            CallerHandler commands,
            Places places,
            Predicate<UserPrincipal> heard) {
        this.path = path;
        this.socket = socket;
        this.commands = commands;
        this.places = places;
        this.heard = heard;
    }

    /// Opens the socket; a file that a dead server has left is replaced.
    ///
    /// @throws IOException also when a live server answers there
    public static ControlSocket open(Path path, CommandHandler commands) throws IOException {
        return open(
                path,
                "rw-------",
                (_, question, in, out) -> commands.answer(question, in, out),
                Places.unlimited(),
                trusted());
    }

    /// The same, for every user of this host. Each may have some connections at once; what more
    /// come end without a word. Root and the user of the server get in always.
    public static ControlSocket openForAll(Path path, CallerHandler commands) throws IOException {
        return openForAll(
                path,
                commands,
                new Places(CONNECTIONS_OF_USER, CONNECTIONS_OF_ALL, PATIENCE, trusted()));
    }

    // By their numbers, whatever they are called: root, and the user of the server
    private static Predicate<UserPrincipal> trusted() throws IOException {
        var users = FileSystems.getDefault().getUserPrincipalLookupService();
        UserPrincipal root = users.lookupPrincipalByName("root");
        UserPrincipal own = Files.getOwner(Path.of("/proc/self"));
        return user -> user.equals(root) || user.equals(own);
    }

    static ControlSocket openForAll(Path path, CallerHandler commands, Places places)
            throws IOException {
        return open(path, "rw-rw-rw-", commands, places, _ -> true);
    }

    // Between bind and chmod others may come in
    static ControlSocket open(
            Path path,
            String rights,
            CallerHandler commands,
            Places places,
            Predicate<UserPrincipal> heard)
            throws IOException {
        if (Files.exists(path)) {
            if (ControlClient.ask(path, "status").isPresent()) {
                throw new IOException("another Mailroom answers on " + path);
            }
            new SocketFile(path).remove();
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        var control = new ControlSocket(path, socket, commands, places, heard);
        var loop = new AcceptLoop(socket, "control/answer");
        Thread.ofPlatform().name("control").daemon().start(() -> loop.run(control::serve));
        return control;
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!heard.test(user)) {
                LOG.warn("user {} may not talk to the server by {}", user.getName(), path);
                return;
            }
            var peer = new Peer(user, channel, DEADLINES, WRITE_TIME);
            if (!places.enter(peer)) {
                LOG.warn("too many connections of users: no place for user {}", user.getName());
                return;
            }
            try {
                serve(peer);
            } finally {
                places.leave(peer);
            }
        } catch (IOException e) {
            LOG.debug("control socket: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a command has failed", e);
        }
    }

    private void serve(Peer peer) throws IOException {
        var in = new BufferedInputStream(peer.input());
        var out = new BufferedOutputStream(peer.output());
        commands.answer(peer.user().getName(), question(in), in, out);
        out.flush();
    }

    private static String question(InputStream in) throws IOException {
        var question = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (question.size() == MAX_QUESTION_OCTETS) {
                throw new IOException("question is too long");
            }
            question.write(octet);
        }
        return question.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
