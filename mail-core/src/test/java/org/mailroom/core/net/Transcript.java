// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Plays a transcript against a server: `C:` is sent, `S:` is expected. `*` stands for anything;
/// `S…` skips to a line, `S?` are lines in any order before the next `S:`, `S!` must not come
/// before it, `C~` sends octets with escapes; `tls` does the handshake, trusting anybody; a number
/// before it names a further connection.
public final class Transcript implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Pattern STEP =
            Pattern.compile("(?:(\\d+) )?(C:|C~|S:|S…|S\\?|S!|tls)(?: (.*))?");

    private final InetSocketAddress server;
    private final Map<String, Connection> connections = new HashMap<>();

    public Transcript(InetSocketAddress server) {
        this.server = server;
    }

    public void play(Path file) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            try {
                step(line);
            } catch (AssertionError | IOException wrong) {
                throw new AssertionError(file.getFileName() + ":" + number + ": " + line, wrong);
            }
        }
    }

    private void step(String line) throws IOException {
        if (line.isBlank() || line.startsWith("#") || line.startsWith("given ")) {
            return;
        }
        var step = STEP.matcher(line);
        assertThat(step.matches()).as("a step of a transcript").isTrue();
        Connection connection = connection(step.group(1) == null ? "1" : step.group(1));
        String text = step.group(3) == null ? "" : step.group(3);
        switch (step.group(2)) {
            case "C:" -> connection.send(text + "\r\n");
            case "C~" -> connection.send(unescaped(text));
            case "S:" -> connection.expect(text);
            case "S…" -> connection.skipTo(text);
            case "tls" -> connection.startTls();
            case "S?" -> connection.among.add(text);
            default -> connection.forbidden.add(text);
        }
    }

    private Connection connection(String name) throws IOException {
        Connection there = connections.get(name);
        if (there == null) {
            there = new Connection(server);
            connections.put(name, there);
        }
        return there;
    }

    static String unescaped(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\u0085", "\u0085")
                .replace("\\u2028", "\u2028");
    }

    static boolean matches(String pattern, String line) {
        String regex =
                List.of(pattern.split("\\*", -1)).stream()
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + ".*" + b)
                        .orElse("");
        return line.matches(regex);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections.values()) {
            connection.socket.close();
        }
    }

    private static final class Connection {
        private Socket socket = new Socket();
        private InputStream in;
        private final List<String> among = new ArrayList<>();
        private final List<String> forbidden = new ArrayList<>();

        Connection(InetSocketAddress server) throws IOException {
            socket.connect(server, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void startTls() throws IOException {
            try {
                SSLContext trusting = SSLContext.getInstance("TLS");
                trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
                String host = socket.getInetAddress().getHostAddress();
                socket =
                        trusting.getSocketFactory()
                                .createSocket(socket, host, socket.getPort(), true);
                ((SSLSocket) socket).startHandshake();
                in = new BufferedInputStream(socket.getInputStream());
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        void expect(String pattern) throws IOException {
            while (!among.isEmpty()) {
                String line = next();
                String matched =
                        among.stream().filter(p -> matches(p, line)).findFirst().orElse("");
                assertThat(among.remove(matched)).as("one of %s, seen: %s", among, line).isTrue();
            }
            String line = next();
            assertThat(matches(pattern, line)).as("seen: %s", line).isTrue();
            forbidden.clear();
        }

        void skipTo(String pattern) throws IOException {
            String line = next();
            while (!matches(pattern, line)) {
                line = next();
            }
            forbidden.clear();
        }

        private String next() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    return line.size() == 0 ? "<closed>" : fail("cut: " + line);
                }
                line.write(octet);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            assertThat(text).as("line end").endsWith("\r");
            String found = text.substring(0, text.length() - 1);
            assertThat(forbidden).noneMatch(pattern -> matches(pattern, found));
            return found;
        }
    }
}
