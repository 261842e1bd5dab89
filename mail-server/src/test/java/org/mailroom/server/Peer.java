// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client, line by line.
final class Peer implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Peer(InetSocketAddress server) throws IOException {
        this(new Socket(server.getAddress(), server.getPort()));
    }

    Peer(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(20_000);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    String line() throws IOException {
        return String.valueOf(in.readLine());
    }

    /// All up to the line that begins so.
    String upTo(String start) throws IOException {
        var all = new StringBuilder();
        String line;
        do {
            line = line();
            assertThat(line).as("after %s", all).isNotEqualTo("null");
            all.append(line).append('\n');
        } while (!line.startsWith(start));
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
