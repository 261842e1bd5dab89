// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A load of SMTP: many connections that each send messages one after the other, over one
/// connection or a new one for each. It waits for every reply, as smtp-source does.
///
/// @param mailboxes recipients are `u0` to this, in turn
record SmtpLoad(InetSocketAddress server, int connections, int octets, int mailboxes, Life life) {

    /// How long a connection lives.
    enum Life {
        ONE_MESSAGE,
        ALL_MESSAGES
    }

    /// Sends so many messages, and returns the seconds until the last `250`.
    double send(int messages, String domain) throws InterruptedException {
        var next = new AtomicInteger();
        byte[] content = content();
        var threads = new ArrayList<Thread>();
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> sendAll(next, messages, domain, content)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void sendAll(AtomicInteger next, int messages, String domain, byte[] content) {
        try {
            int number = next.getAndIncrement();
            while (number < messages) {
                try (var session = new Session(server)) {
                    do {
                        session.send("u" + number % mailboxes + "@" + domain, content);
                        number = next.getAndIncrement();
                    } while (number < messages && life == Life.ALL_MESSAGES);
                    session.command("QUIT\r\n", "221");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] content() {
        var text =
                new StringBuilder("From: s@example.org\r\nTo: u@lab.test\r\nSubject: load\r\n\r\n");
        while (text.length() < octets) {
            text.append("The quick brown fox jumps over the lazy dog, line after line.\r\n");
        }
        return text.append(".\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Session implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;

        Session(InetSocketAddress server) throws IOException {
            socket.connect(server);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            expect("220");
            command("EHLO load.test\r\n", "250");
        }

        void send(String recipient, byte[] content) throws IOException {
            command("MAIL FROM:<s@example.org>\r\n", "250");
            command("RCPT TO:<" + recipient + ">\r\n", "250");
            command("DATA\r\n", "354");
            socket.getOutputStream().write(content);
            expect("250");
        }

        void command(String line, String reply) throws IOException {
            socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            expect(reply);
        }

        private void expect(String code) throws IOException {
            String line = line();
            while (line.startsWith("-", 3)) {
                line = line();
            }
            if (!line.startsWith(code)) {
                throw new IOException("expected " + code + ", seen " + line);
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed by the server after " + line);
                }
                line.append((char) c);
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
