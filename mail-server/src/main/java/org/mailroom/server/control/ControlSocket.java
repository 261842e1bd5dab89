// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/// The Unix socket by which commands talk to the running server: one line asks, and all that comes
/// back until the end is the answer. The rights of the file say who may: its owner and root. Each
/// question has a thread of its own.
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MAX_QUESTION_CHARS = 4096;

    private final Path path;
    private final ServerSocketChannel socket;
    private final Function<String, String> answer;

    private ControlSocket(Path path, ServerSocketChannel socket, Function<String, String> answer) {
        this.path = path;
        this.socket = socket;
        this.answer = answer;
    }

    /// Opens the socket; a file that a dead server has left is replaced.
    ///
    /// @throws IOException also when a live server answers there
    public static ControlSocket open(Path path, Function<String, String> answer)
            throws IOException {
        if (Files.exists(path)) {
            if (ControlClient.ask(path, "status").isPresent()) {
                throw new IOException("another Mailroom answers on " + path);
            }
            Files.delete(path);
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        var control = new ControlSocket(path, socket, answer);
        Thread.ofPlatform().name("control").daemon().start(control::accept);
        return control;
    }

    private void accept() {
        while (socket.isOpen()) {
            try {
                SocketChannel peer = socket.accept();
                Thread.ofPlatform().name("control/answer").daemon().start(() -> serve(peer));
            } catch (IOException e) {
                LOG.debug("control socket: {}", e.toString());
            }
        }
    }

    private void serve(SocketChannel peer) {
        try (peer) {
            var in = Channels.newInputStream(peer);
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 512);
            ByteBuffer text = StandardCharsets.UTF_8.encode(answer.apply(question(reader)));
            while (text.hasRemaining()) {
                peer.write(text);
            }
        } catch (IOException e) {
            LOG.debug("control socket: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a command has failed", e);
        }
    }

    private static String question(BufferedReader reader) throws IOException {
        var question = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
            if (question.length() == MAX_QUESTION_CHARS) {
                throw new IOException("question is too long");
            }
            question.append((char) c);
        }
        return question.toString();
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
