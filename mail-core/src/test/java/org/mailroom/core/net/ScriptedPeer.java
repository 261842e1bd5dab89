// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import org.mailroom.core.tls.SelfMadeCertificate;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/// A server on a free loopback port that does what a script says, whatever its client does: a
/// transcript from the other side. `S:` is said to the client, `S~` are octets with escapes, `C:`
/// is expected from it (`*` stands for anything), `C…` skips to a line; `tls` does the handshake,
/// `close` hangs up. `takes <SENDER> <RECIPIENT>` is a whole message, which is `250 taken`. A
/// number before them names a further connection. After its script a connection stays open until
/// the client closes it, who may say QUIT before that.
public final class ScriptedPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Pattern STEP =
            Pattern.compile("(?:(\\d+) )?(C:|C…|S:|S~|tls|takes|close)(?: (.*))?");

    private final ServerSocket socket =
            new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final List<Matcher> steps = new ArrayList<>();
    private final Path folder;
    private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Thread acceptor;

    /// Takes the lines that are steps out of `script`. `folder` is for the certificate.
    public ScriptedPeer(List<String> script, Path folder) throws IOException {
        this.folder = folder;
        for (String line : script) {
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                steps.add(step);
            }
        }
        acceptor = Thread.ofVirtual().name("scripted-peer").start(this::accept);
    }

    public static boolean isStep(String line) {
        return STEP.matcher(line).matches();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /// Waits for the connections to end.
    ///
    /// @throws AssertionError when a client did not keep to the script
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            acceptor.join();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("the client did not keep to the script", wrong.getFirst());
        }
    }

    private void accept() {
        try {
            for (int number = 1; ; number++) {
                Socket client = socket.accept();
                String name = Integer.toString(number);
                threads.add(Thread.ofVirtual().start(() -> play(name, client)));
            }
        } catch (SocketException closed) {
            long expected = steps.stream().map(ScriptedPeer::connection).distinct().count();
            if (threads.size() != expected) {
                wrong.add(new AssertionError(threads.size() + " connections, not " + expected));
            }
        } catch (IOException e) {
            wrong.add(e);
        }
    }

    private static String connection(Matcher step) {
        return step.group(1) == null ? "1" : step.group(1);
    }

    private void play(String name, Socket client) {
        try (var connection = new Connection(client)) {
            for (Matcher step : steps) {
                if (connection(step).equals(name)) {
                    play(connection, step.group(2), step.group(3) == null ? "" : step.group(3));
                }
            }
            connection.expectEnd();
        } catch (IOException | AssertionError | RuntimeException e) {
            wrong.add(e);
        }
    }

    private void play(Connection connection, String what, String text) throws IOException {
        switch (what) {
            case "S:" -> connection.say(text + "\r\n");
            case "S~" -> connection.say(Transcript.unescaped(text));
            case "C:" -> connection.expect(text);
            case "C…" -> connection.skipTo(text);
            case "tls" -> connection.startTls(folder);
            case "takes" -> connection.take(text.split(" ", 2));
            default -> connection.close();
        }
    }

    private static final class Connection implements AutoCloseable {
        private Socket socket;
        private InputStream in;

        Connection(Socket client) throws IOException {
            socket = client;
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void startTls(Path folder) throws IOException {
            var made = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
            var context =
                    (JdkSslContext)
                            SslContextBuilder.forServer(made.chain().toFile(), made.key().toFile())
                                    .sslProvider(SslProvider.JDK)
                                    .build();
            socket =
                    context.context()
                            .getSocketFactory()
                            .createSocket(socket, InputStream.nullInputStream(), true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        void expect(String pattern) throws IOException {
            String line = next();
            assertThat(Transcript.matches(pattern, line))
                    .as("C: %s, seen: %s", pattern, line)
                    .isTrue();
        }

        void take(String... envelope) throws IOException {
            expect("MAIL FROM:" + envelope[0]);
            say("250 ok\r\n");
            expect("RCPT TO:" + envelope[1]);
            say("250 ok\r\n");
            expect("DATA");
            say("354 go\r\n");
            skipTo(".");
            say("250 taken\r\n");
        }

        void skipTo(String pattern) throws IOException {
            String line = next();
            while (!Transcript.matches(pattern, line)) {
                assertThat(line).as("before C… %s", pattern).isNotEqualTo("<closed>");
                line = next();
            }
        }

        void expectEnd() throws IOException {
            if (!socket.isClosed()) {
                String line = next();
                assertThat(line.equals("QUIT") ? next() : line).isEqualTo("<closed>");
            }
        }

        private String next() throws IOException {
            var line = new ByteArrayOutputStream();
            try {
                for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                    if (octet < 0) {
                        return "<closed>";
                    }
                    line.write(octet);
                }
            } catch (SocketException | SSLException broken) {
                return "<closed>";
            }
            String text = line.toString(StandardCharsets.UTF_8);
            assertThat(text).as("line end").endsWith("\r");
            return text.substring(0, text.length() - 1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
