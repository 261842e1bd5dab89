// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.server.control.ControlClient;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A question about the queue, as `QueueCommands` takes it.
public record QueueQuestion(String question, List<String> names) {
    private static final String ERROR = "error: ";

    public static QueueQuestion of(String... words) {
        return new QueueQuestion(String.join("\t", words), List.of());
    }

    /// Messages that it is about.
    public QueueQuestion naming(List<String> ids) {
        return new QueueQuestion(question, ids);
    }

    public String answer(Path socket) throws IOException {
        var text = new StringWriter();
        print(socket, text);
        return text.toString();
    }

    /// Copies the answer, however long it is.
    ///
    /// @throws QueueRefusalException when it is a refusal, or no server runs
    public void print(Path socket, Writer out) throws IOException {
        ask(socket, in -> new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out));
    }

    /// The same for an answer that is no text.
    void copy(Path socket, OutputStream out) throws IOException {
        ask(socket, in -> in.transferTo(out));
    }

    private interface Sink {
        long take(InputStream answer) throws IOException;
    }

    private void ask(Path socket, Sink sink) throws IOException {
        for (String word : names) {
            if (word.isEmpty() || word.chars().anyMatch(c -> c < ' ')) {
                throw new QueueRefusalException("expected the id of a message, or ALL", true);
            }
        }
        try (SocketChannel server = connect(socket)) {
            if (!names.isEmpty()) {
                send(server, String.join("\n", names) + "\n\n");
            }
            sink.take(answer(server));
        }
    }

    private SocketChannel connect(Path socket) throws IOException {
        try {
            return ControlClient.connect(socket, question)
                    .orElseThrow(
                            () ->
                                    new QueueRefusalException(
                                            "no server runs here (nobody answers on "
                                                    + socket
                                                    + ")",
                                            false));
        } catch (SocketException e) {
            throw new QueueRefusalException(
                    "cannot talk to the server by " + socket + ": " + e.getMessage(), true);
        }
    }

    private static void send(SocketChannel server, String text) throws IOException {
        ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
        while (octets.hasRemaining()) {
            server.write(octets);
        }
    }

    private static InputStream answer(SocketChannel server) throws IOException {
        byte[] error = ERROR.getBytes(StandardCharsets.US_ASCII);
        var in = new PushbackInputStream(Channels.newInputStream(server), error.length);
        byte[] start = in.readNBytes(error.length);
        if (Arrays.equals(start, error)) {
            var rest = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            throw QueueRefusalException.of(String.valueOf(rest.readLine()));
        }
        in.unread(start);
        return in;
    }
}
