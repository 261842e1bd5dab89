// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A milter on a free loopback port that does what a script says: `milter < M <a@b.c>` is expected
/// of the server (`*` stands for anything), `milter > c` is its answer; `milter agrees 6 0x1ff 0`
/// takes the first packet, and answers with version, actions and protocol steps. Macros are passed
/// over where none are expected: `milter < D M {mail_addr}=a@b.c`. `milter ~ \0\0` are octets,
/// `milter closes` hangs up. A number before the sign names a further milter.
public final class ScriptedMilter implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Pattern STEP =
            Pattern.compile("milter (?:(\\d) )?(<|>|~|agrees|closes)(?: (.*))?");
    private static final Pattern FIELD =
            Pattern.compile("(?:(-?\\d+) )?([^=]+)=(.*)", Pattern.DOTALL);

    private final ServerSocket socket =
            new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final List<Matcher> steps = new ArrayList<>();
    private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /// @param number which of the milters of the script this one is
    public ScriptedMilter(List<String> script, String number) throws IOException {
        for (String line : script) {
            Matcher step = STEP.matcher(line);
            if (step.matches() && number.equals(step.group(1) == null ? "1" : step.group(1))) {
                steps.add(step);
            }
        }
        thread = Thread.ofVirtual().name("scripted-milter").start(this::play);
    }

    public String address() {
        return "inet:127.0.0.1:" + socket.getLocalPort();
    }

    /// Waits for the server to keep to the script.
    @Override
    public void close() throws IOException {
        try {
            thread.join(TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        if (!wrong.isEmpty()) {
            throw new AssertionError("the server did not keep to the script", wrong.getFirst());
        }
        assertThat(thread.isAlive()).as("a script that was not played to its end").isFalse();
    }

    private void play() {
        if (steps.isEmpty()) {
            return;
        }
        try (Socket server = socket.accept()) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            var in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
            for (Matcher step : steps) {
                if (step.group(2).equals("closes")) {
                    return;
                }
                try {
                    play(step, in, server.getOutputStream());
                } catch (AssertionError | IOException e) {
                    wrong.add(new AssertionError(step.group(), e));
                    return;
                }
            }
        } catch (SocketException closed) {
            wrong.add(new AssertionError("nobody has connected", closed));
        } catch (IOException e) {
            wrong.add(e);
        }
    }

    private static void play(Matcher step, DataInputStream in, OutputStream out)
            throws IOException {
        String text = step.group(3) == null ? "" : step.group(3);
        switch (step.group(2)) {
            case "<" -> expect(text, in);
            case ">" -> out.write(packet(text));
            case "~" -> out.write(unescaped(text).getBytes(StandardCharsets.ISO_8859_1));
            default -> {
                expect("O *", in);
                out.write(packet("O " + text));
            }
        }
        out.flush();
    }

    private static void expect(String pattern, DataInputStream in) throws IOException {
        String seen = next(in);
        while (seen.startsWith("D ") && !pattern.startsWith("D ")) {
            seen = next(in);
        }
        String regex =
                Pattern.compile("\\*")
                        .splitAsStream(pattern)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        assertThat(seen).matches(pattern.endsWith("*") ? regex + ".*" : regex);
    }

    private static String next(DataInputStream in) throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException | SocketException e) {
            return "<closed>";
        }
        char command = (char) in.readByte();
        byte[] data = in.readNBytes(length - 1);
        String text = new String(data, StandardCharsets.UTF_8);
        String shown =
                switch (command) {
                    case 'O' -> {
                        var numbers = ByteBuffer.wrap(data);
                        yield "%d 0x%x 0x%x"
                                .formatted(numbers.getInt(), numbers.getInt(), numbers.getInt());
                    }
                    case 'C' -> connect(data);
                    case 'D' -> text.charAt(0) + " " + pairs(text.substring(1));
                    case 'L' -> text.replaceFirst("\0", ":").replace("\0", "");
                    case 'B' -> text;
                    default -> text.replace("\0", " ").strip();
                };
        return (command + " " + escaped(shown)).strip();
    }

    private static String connect(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        int port = ByteBuffer.wrap(data, end + 2, 2).getShort() & 0xffff;
        String address = text.substring(end + 4, text.length() - 1);
        return "%s %c %d %s".formatted(text.substring(0, end), data[end + 1], port, address);
    }

    private static String pairs(String text) {
        String[] words = text.split("\0", -1);
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            pairs.add(words[i] + "=" + words[i + 1]);
        }
        return String.join(" ", pairs);
    }

    private static String escaped(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .replace("\\xff", "\u00ff");
    }

    private static byte[] packet(String text) throws IOException {
        char command = text.charAt(0);
        String rest = unescaped(text.length() > 2 ? text.substring(2) : "");
        var data = new ByteArrayOutputStream();
        switch (command) {
            case 'O' -> agreement(rest, data);
            case 'h', 'i', 'm' -> field(rest, data);
            case 'b' -> data.writeBytes(rest.getBytes(StandardCharsets.ISO_8859_1));
            case '2' ->
                    data.writeBytes(
                            (rest.replaceFirst(" ", "\0") + "\0").getBytes(StandardCharsets.UTF_8));
            case 'y', '+', '-', 'e', 'q' ->
                    data.writeBytes((rest + "\0").getBytes(StandardCharsets.UTF_8));
            default -> assertThat(rest).as("data of " + command).isEmpty();
        }
        var packet = ByteBuffer.allocate(5 + data.size());
        packet.putInt(1 + data.size()).put((byte) command).put(data.toByteArray());
        return packet.array();
    }

    // 6 0x1ff 0x0 2={mail_addr},i
    private static void agreement(String text, ByteArrayOutputStream data) {
        String[] words = text.split(" ", -1);
        for (int i = 0; i < 3; i++) {
            data.writeBytes(ByteBuffer.allocate(4).putInt(Integer.decode(words[i])).array());
        }
        for (int i = 3; i < words.length; i++) {
            String[] macros = words[i].split("=", 2);
            data.writeBytes(ByteBuffer.allocate(4).putInt(Integer.parseInt(macros[0])).array());
            data.writeBytes((macros[1].replace(',', ' ') + "\0").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void field(String text, ByteArrayOutputStream data) {
        Matcher field = FIELD.matcher(text);
        assertThat(field.matches()).as("a field: %s", text).isTrue();
        if (field.group(1) != null) {
            data.writeBytes(
                    ByteBuffer.allocate(4).putInt(Integer.parseInt(field.group(1))).array());
        }
        data.writeBytes(
                (field.group(2) + "\0" + field.group(3) + "\0").getBytes(StandardCharsets.UTF_8));
    }
}
