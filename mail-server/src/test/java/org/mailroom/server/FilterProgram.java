// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// A content filter: an SMTP server that adds a header field to each message and gives it to
/// another server, whose reply it passes on. It refuses recipients with `refused` in their names
/// and messages with `virus` in them. As lenient parsers do, it takes any of CR, LF and CRLF for
/// the end of a line.
public final class FilterProgram implements AutoCloseable {
    private static final String FIELD = "X-Filtered: yes";

    private final ServerSocket door;
    private final Supplier<InetSocketAddress> next;
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    /// @param next where it gives mail to
    public FilterProgram(Supplier<InetSocketAddress> next) throws IOException {
        this(0, next);
    }

    /// @param port where it is, where there was one before
    public FilterProgram(int port, Supplier<InetSocketAddress> next) throws IOException {
        this.door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.next = next;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /// The commands of all sessions.
    public List<String> heard() {
        return List.copyOf(heard);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = door.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var client = new Line(socket);
            client.say("220 filter.test ESMTP");
            var envelope = new ArrayList<String>();
            for (String line = client.hear(); line != null; line = client.hear()) {
                heard.add(line);
                if (line.equals("QUIT")) {
                    client.say("221 Bye");
                    return;
                }
                client.say(reply(line, client, envelope));
            }
        } catch (IOException | UncheckedIOException gone) {
            // The client hears nothing, and does what it does then
        }
    }

    private String reply(String line, Line client, List<String> envelope) throws IOException {
        String verb = line.replaceAll("[ :].*", "");
        if (line.contains("refused")) {
            return "550 5.1.1 not this one";
        }
        switch (verb) {
            case "EHLO" -> {
                return "250-filter.test\r\n250-8BITMIME\r\n250 XFORWARD NAME ADDR"
                        + " PORT PROTO HELO SOURCE IDENT";
            }
            case "MAIL", "RCPT" -> envelope.add(line.replaceAll(" BODY=.*", ""));
            case "RSET" -> envelope.clear();
            case "DATA" -> {
                client.say("354 go on");
                String reply = passed(List.copyOf(envelope), client.text());
                envelope.clear();
                return reply;
            }
            default -> {}
        }
        return "250 2.0.0 Ok";
    }

    private String passed(List<String> envelope, List<String> content) throws IOException {
        if (content.stream().anyMatch(it -> it.contains("virus"))) {
            return "554 5.7.1 a virus";
        }
        InetSocketAddress to = next.get();
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            var server = new Line(socket);
            server.reply();
            server.ask("EHLO filter.test");
            for (String command : envelope) {
                server.ask(command);
            }
            server.ask("DATA");
            server.say(FIELD);
            content.forEach(server::say);
            String reply = server.ask(".");
            server.ask("QUIT");
            return reply;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    /// One end of a connection.
    private record Line(BufferedReader in, Socket socket) {
        Line(Socket socket) throws IOException {
            this(
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1)),
                    socket);
        }

        String hear() throws IOException {
            return in.readLine();
        }

        void say(String line) {
            try {
                byte[] octets = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                socket.getOutputStream().write(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String reply() throws IOException {
            String line = hear();
            while (line != null && line.startsWith("-", 3)) {
                line = hear();
            }
            return String.valueOf(line);
        }

        String ask(String command) throws IOException {
            say(command);
            return reply();
        }

        /// The lines up to the dot, with their own dots doubled as they came.
        List<String> text() throws IOException {
            var lines = new ArrayList<String>();
            for (String line = hear(); !String.valueOf(line).equals("."); line = hear()) {
                if (line == null) {
                    throw new IOException("cut off");
                }
                lines.add(line);
            }
            return lines;
        }
    }
}
