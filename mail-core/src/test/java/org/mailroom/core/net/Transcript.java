// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import org.mailroom.core.account.ScramClient;
import org.mailroom.core.tls.TrustingTls;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// Plays a transcript against a server: `C:` is sent, `S:` is expected. `*` stands for anything;
/// `S…` skips to a line, `S?` are lines in any order before the next `S:`, `S!` must not come
/// before it, `C~` sends octets with escapes, `C*` a number of them: `C* 70000 x`; `tls` does the
/// handshake, trusting anybody, and `tls alice` shows the certificate of `alice.p12`; behind `tls
/// ends` what is sent goes in clear; `scram SCRAM-SHA-1 demo secret` answers the challenges of that
/// mechanism, and `refused` behind it has the server say that the proof is wrong; a number before
/// it names a further connection.
///
/// `*<name>` stands for a number and remembers it, `<name>` in any later line is that number, and
/// `name < other` compares two of them. `lock mailbox demo` and `unlock mailbox demo` are another
/// program that has the file. `then mailbox demo = expected.mbox` waits until the file is as that
/// one of `mailboxes` says, where a line `…` stands for any lines. What else is told of a server
/// after `then`, and what begins with `given` or `milter`, concerns who plays it.
public final class Transcript implements AutoCloseable {
    private static final Path CERTIFICATES = Path.of("src/test/resources/certificates");
    private static final String CLOSED = "<closed>";
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Pattern STEP =
            Pattern.compile("(?:(\\d+) )?(C:|C~|C\\*|S:|S…|S\\?|S!|tls ends|tls|scram)(?: (.*))?");

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final Pattern COMPARISON = Pattern.compile("(\\w+) (<|=) (\\w+)");
    private static final Pattern LOCK = Pattern.compile("(un)?lock mailbox (\\S+)");
    private static final Pattern THEN = Pattern.compile("then mailbox (\\S+) = (\\S+)");
    private static final Pattern OF_OTHERS = Pattern.compile("#|given |milter ");
    private static final Pattern AFTERMATH =
            Pattern.compile("then (log|queued) = ?.*|then nothing queued");
    private static final Pattern BINDING = Pattern.compile("\\*<(\\w+)>");

    private final InetSocketAddress server;
    private final Path spool;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Connection> connections = new HashMap<>();

    public Transcript(InetSocketAddress server) {
        this(server, Path.of(""));
    }

    /// @param spool where mailboxes are that may be locked
    public Transcript(InetSocketAddress server, Path spool) {
        this.server = server;
        this.spool = spool;
    }

    public void play(Path file) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            try {
                if (!ended(line, file)) {
                    step(line);
                }
            } catch (AssertionError | IOException wrong) {
                throw new AssertionError(file.getFileName() + ":" + number + ": " + line, wrong);
            }
        }
    }

    private void step(String line) throws IOException {
        if (line.isBlank() || OF_OTHERS.matcher(line).lookingAt()) {
            return;
        }
        if (AFTERMATH.matcher(line).matches()) {
            return;
        }
        if (compared(line) || locked(line)) {
            return;
        }
        var step = STEP.matcher(line);
        assertThat(step.matches()).as("a step of a transcript").isTrue();
        Connection connection = connection(step.group(1) == null ? "1" : step.group(1));
        String text = bound(step.group(3) == null ? "" : step.group(3));
        switch (step.group(2)) {
            case "C:" -> connection.send(text + "\r\n");
            case "C~" -> connection.send(unescaped(text));
            case "C*" -> connection.send(repeated(text));
            case "S:" -> connection.expect(text);
            case "S…" -> connection.skipTo(text);
            case "tls" -> connection.startTls(keys(text));
            case "tls ends" -> connection.endTls();
            case "scram" -> connection.scram(text.split(" "));
            case "S?" -> connection.among.add(text);
            default -> connection.forbidden.add(text);
        }
    }

    private KeyManager[] keys(String owner) throws IOException {
        if (owner.isEmpty()) {
            return new KeyManager[0];
        }
        Path file = CERTIFICATES.resolve(owner + ".p12");
        char[] password = "secret".toCharArray();
        try {
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(KeyStore.getInstance(file.toFile(), password), password);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private boolean compared(String line) {
        var comparison = COMPARISON.matcher(line);
        if (!comparison.matches()) {
            return false;
        }
        long left = number(comparison.group(1));
        long right = number(comparison.group(3));
        boolean holds = comparison.group(2).equals("=") ? left == right : left < right;
        assertThat(holds).as("%d %s %d", left, comparison.group(2), right).isTrue();
        return true;
    }

    private long number(String name) {
        return Objects.requireNonNull(numbers.get(name), () -> name + " is bound");
    }

    private boolean locked(String line) throws IOException {
        var lock = LOCK.matcher(line);
        if (!lock.matches()) {
            return false;
        }
        Path file = spool.resolve(lock.group(2) + ".lock");
        if (lock.group(1) == null) {
            Files.createFile(file);
        } else {
            Files.delete(file);
        }
        return true;
    }

    private boolean ended(String line, Path transcript) throws IOException {
        var then = THEN.matcher(line);
        if (!then.matches()) {
            return false;
        }
        Path mailboxes = transcript.resolve("../../../mailboxes").normalize();
        String expected = Files.readString(mailboxes.resolve(then.group(2)));
        Path mailbox = spool.resolve(then.group(1));
        await().atMost(Duration.ofMillis(TIMEOUT_MILLIS))
                .untilAsserted(() -> assertThat(mailbox).content().matches(lines(expected)));
        return true;
    }

    /// A text of such lines, of which `…` stands for any lines.
    public static Pattern lines(String pattern) {
        return Pattern.compile(
                pattern.lines()
                        .map(line -> line.equals("…") ? "(?:.*\n)*" : regex(line) + "\n")
                        .collect(Collectors.joining()));
    }

    private String bound(String text) {
        String filled = text;
        for (var number : numbers.entrySet()) {
            String name = "<" + number.getKey() + ">";
            filled = filled.replaceAll("(?<!\\*)" + name, String.valueOf(number.getValue()));
        }
        return filled;
    }

    /// Remembers the numbers of a line that has matched.
    private void bind(String pattern, String line) {
        var names = BINDING.matcher(pattern).results().map(m -> m.group(1)).toList();
        var found = Pattern.compile(regex(pattern)).matcher(line);
        if (!names.isEmpty() && found.matches()) {
            names.forEach(name -> numbers.put(name, Long.parseLong(found.group(name))));
        }
    }

    private Connection connection(String name) throws IOException {
        Connection there = connections.get(name);
        if (there == null) {
            there = new Connection(server, this::bind);
            connections.put(name, there);
        }
        return there;
    }

    static String unescaped(String text) {
        String octets =
                text.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\0", "\0")
                        .replace("\\x16", "\u0016");
        return ESCAPE.matcher(octets)
                .replaceAll(it -> Character.toString(Integer.parseInt(it.group(1), 16)));
    }

    private static String repeated(String text) {
        String[] words = text.split(" ", 2);
        return words[1].repeat(Integer.parseInt(words[0]));
    }

    static boolean matches(String pattern, String line) {
        return line.matches(regex(pattern));
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        int at = 0;
        var wildcards = Pattern.compile("\\*(?:<(\\w+)>)?").matcher(pattern);
        while (wildcards.find()) {
            regex.append(Pattern.quote(pattern.substring(at, wildcards.start())));
            String name = wildcards.group(1);
            regex.append(name == null ? ".*" : "(?<" + name + ">\\d+)");
            at = wildcards.end();
        }
        return regex.append(Pattern.quote(pattern.substring(at))).toString();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections.values()) {
            connection.socket.close();
        }
    }

    private static final class Connection implements ScramClient.Lines {
        // Where TLS ends, the connection does not
        private final Socket plain =
                new Socket() {
                    @Override
                    public void shutdownOutput() {}
                };

        private Socket socket = plain;
        private InputStream in;
        private OutputStream out;
        private final List<String> among = new ArrayList<>();
        private final List<String> forbidden = new ArrayList<>();
        private final BiConsumer<String, String> matched;

        Connection(InetSocketAddress server, BiConsumer<String, String> matched)
                throws IOException {
            this.matched = matched;
            socket.connect(server, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void startTls(KeyManager... keys) throws IOException {
            try {
                SSLContext trusting = TrustingTls.context(keys);
                String host = socket.getInetAddress().getHostAddress();
                socket =
                        trusting.getSocketFactory()
                                .createSocket(socket, host, socket.getPort(), true);
                ((SSLSocket) socket).startHandshake();
                in = new BufferedInputStream(socket.getInputStream());
                out = socket.getOutputStream();
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        void endTls() throws IOException {
            ((SSLSocket) socket).shutdownOutput();
            out = plain.getOutputStream();
        }

        void scram(String... words) throws IOException {
            try {
                Optional<SSLSession> session =
                        socket instanceof SSLSocket tls
                                ? Optional.of(tls.getSession())
                                : Optional.empty();
                var client = new ScramClient(words[0], words[1], words[2], session);
                if (words.length > 3) {
                    assertThat(words[3]).isEqualTo("refused");
                    client.prove(this);
                } else {
                    client.play(this);
                }
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        void expect(String pattern) throws IOException {
            while (!among.isEmpty()) {
                String line = next();
                String fitting =
                        among.stream().filter(p -> matches(p, line)).findFirst().orElse("");
                assertThat(among.remove(fitting)).as("one of %s, seen: %s", among, line).isTrue();
                matched.accept(fitting, line);
            }
            String line = next();
            assertThat(matches(pattern, line)).as("seen: %s", line).isTrue();
            matched.accept(pattern, line);
            forbidden.clear();
        }

        void skipTo(String pattern) throws IOException {
            String line = next();
            while (!matches(pattern, line)) {
                assertThat(line).as("line that is not the last").isNotEqualTo(CLOSED);
                line = next();
            }
            matched.accept(pattern, line);
            forbidden.clear();
        }

        @Override
        public String next() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    return line.size() == 0 ? CLOSED : fail("cut: " + line);
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
