// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// An IMAP client that looks only for the end of each answer, so that it takes little of what is
/// measured.
final class RawImap implements AutoCloseable {
    private static final int LONGEST_COMPLETION = 2000;

    private final Socket socket;
    private final byte[] buffer = new byte[1 << 20];
    private int tags;

    RawImap(InetSocketAddress server, String user) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(900_000);
        if (socket.getInputStream().read(buffer) < 0) {
            throw new IOException("no greeting");
        }
        command("LOGIN " + user + " pass");
    }

    /// Says a command and reads its answer.
    void command(String text) throws IOException {
        String tag = "zQx" + ++tags + "yV";
        send(tag + " " + text + "\r\n");
        await(tag);
    }

    /// APPEND of one message.
    void append(String mailbox, String message) throws IOException {
        String tag = "zQx" + ++tags + "yV";
        send(tag + " APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message + "\r\n");
        await(tag);
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void await(String tag) throws IOException {
        InputStream in = socket.getInputStream();
        String end = "";
        int start = -1;
        while (start < 0 || !end.endsWith("\r\n")) {
            int n = in.read(buffer);
            if (n < 0) {
                throw new IOException("the connection was closed");
            }
            int kept = Math.min(n, LONGEST_COMPLETION);
            String last = new String(buffer, n - kept, kept, StandardCharsets.ISO_8859_1);
            end = n < LONGEST_COMPLETION ? end + last : last;
            end = end.substring(Math.max(0, end.length() - LONGEST_COMPLETION));
            start = ("\r\n" + end).lastIndexOf("\r\n" + tag + " ");
        }
        String completion = end.substring(start).strip();
        if (!completion.startsWith(tag + " OK")) {
            throw new IOException(completion);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
