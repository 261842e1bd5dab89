// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A load of SMTP: many connections that each send messages one after the other, over one
/// connection or a new one for each, and wait for every reply. Sent by Postfix's smtp-source where
/// it is installed: on the same machine, a client in C leaves the server more of it.
record SmtpLoad(InetSocketAddress server, int connections, int octets, To to, Life life) {
    private static final Path SOURCE = Path.of("/usr/sbin/smtp-source");

    /// How long a connection lives.
    enum Life {
        ONE_MESSAGE,
        ALL_MESSAGES
    }

    /// Who it is for. Servers are to know `<number>r` as one of a hundred users.
    enum To {
        HUNDRED_USERS("r@lab.test"),
        ONE_USER("u7@lab.test"),
        ELSEWHERE("r@relay.test");

        private final String address;

        To(String address) {
            this.address = address;
        }

        private String recipient(int number) {
            return this == ONE_USER ? address : number + address;
        }
    }

    /// Sends so many messages, and returns the seconds until the last `250`.
    double send(int messages) throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (Files.isExecutable(SOURCE)) {
            runSource(messages);
        } else {
            sendHere(messages);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void runSource(int messages) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.addAll(List.of(SOURCE.toString(), "-S", "load", "-f", "s@example.org"));
        command.addAll(List.of("-s", String.valueOf(connections), "-l", String.valueOf(octets)));
        command.addAll(List.of("-m", String.valueOf(messages), "-t", to.address));
        if (to != To.ONE_USER) {
            command.add("-N");
        }
        if (life == Life.ALL_MESSAGES) {
            command.add("-d");
        }
        command.add("127.0.0.1:" + server.getPort());
        Process source = new ProcessBuilder(command).inheritIO().start();
        assertThat(source.waitFor()).as("smtp-source").isZero();
    }

    private void sendHere(int messages) throws InterruptedException {
        var next = new AtomicInteger();
        byte[] content = content();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> sendAll(next, messages, content)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void sendAll(AtomicInteger next, int messages, byte[] content) {
        try {
            int number = next.getAndIncrement();
            while (number < messages) {
                try (var session = new Session(server)) {
                    do {
                        session.send(to.recipient(number), content);
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
