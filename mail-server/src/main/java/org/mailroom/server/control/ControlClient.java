// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The side of a command that asks the running server.
public final class ControlClient {
    /// What a server answers first to one who wants to send something.
    public static final String GO_AHEAD = "go ahead";

    private ControlClient() {}

    /// The server's answer; empty when no server runs there.
    ///
    /// @throws IOException when it may not be asked, or the connection is lost
    public static Optional<String> ask(Path socket, String question) throws IOException {
        Optional<SocketChannel> channel = connect(socket, question);
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        try (SocketChannel open = channel.get()) {
            byte[] answer = Channels.newInputStream(open).readAllBytes();
            return Optional.of(new String(answer, StandardCharsets.UTF_8));
        } catch (SocketException e) {
            return noServer(e);
        }
    }

    /// A connection on which a question has been asked; empty when no server runs there.
    public static Optional<SocketChannel> connect(Path socket, String question) throws IOException {
        try {
            var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            ByteBuffer text = StandardCharsets.UTF_8.encode(question + "\n");
            while (text.hasRemaining()) {
                channel.write(text);
            }
            return Optional.of(channel);
        } catch (SocketException e) {
            return noServer(e);
        }
    }

    // The file of a server that was killed, or one that goes just now
    private static <T> Optional<T> noServer(SocketException e) throws SocketException {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof ConnectException
                || reason.contains("refused")
                || reason.contains("No such file")) {
            return Optional.empty();
        }
        throw e;
    }
}
