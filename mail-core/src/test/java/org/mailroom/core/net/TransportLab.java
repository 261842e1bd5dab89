// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// A transport, with doors of one session each, and clients.
abstract class TransportLab {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final Transport transport = new Transport();

    @AfterEach
    void closeTransport() {
        transport.close();
    }

    final Listener listen(Door.SessionStarter starter) throws IOException {
        return transport.listen(door(loopback(), starter));
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static Door door(SocketAddress address, Door.SessionStarter starter) {
        return door(address, new Door.Limits(0, 2), starter);
    }

    static Door door(SocketAddress address, Door.Limits limits, Door.SessionStarter starter) {
        return new Door(
                "test", address, Optional.empty(), limits, "421 too many connections", starter);
    }

    static Socket connect(Listener listener) throws IOException {
        Socket socket = new Socket();
        socket.connect(listener.address(), 5_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String readLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet >= 0 && octet != '\n';
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString();
    }

    static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    static String line(Wire wire) {
        return switch (wire.input().readLine(1000, PATIENCE)) {
            case LineRead.Line line -> line.text(StandardCharsets.US_ASCII) + " " + line.end();
            case LineRead.TooLong _ -> "too long";
            case LineRead.NoLine(var kind) -> kind.toString();
        };
    }
}
