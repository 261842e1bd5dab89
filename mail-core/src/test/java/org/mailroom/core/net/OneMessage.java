// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A client that hands a small message to an SMTP server, while others load it.
public final class OneMessage {
    private static final int PATIENCE_MILLIS = 10_000;

    private OneMessage() {}

    /// A connection from an address of this host.
    public static Socket connect(InetSocketAddress door, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(door, PATIENCE_MILLIS);
        return socket;
    }

    public static void deliver(InetSocketAddress door, String recipient) throws IOException {
        try (Socket socket = connect(door, "127.0.0.1")) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String command :
                    List.of(
                            "HELO client.test",
                            "MAIL FROM:<a@client.test>",
                            "RCPT TO:<" + recipient + ">",
                            "DATA",
                            "Subject: hello\r\n\r\nhello\r\n.",
                            "QUIT")) {
                assertThat(in.readLine()).matches("[23].*");
                socket.getOutputStream()
                        .write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(in.readLine()).startsWith("221");
        }
    }
}
