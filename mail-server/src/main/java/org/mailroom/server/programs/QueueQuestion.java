// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.server.control.ControlClient;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        for (String word : names) {
            if (word.isEmpty() || word.chars().anyMatch(c -> c < ' ')) {
                throw new QueueRefusalException("expected the id of a message, or ALL", true);
            }
        }
        try (SocketChannel server = connect(socket)) {
            if (!names.isEmpty()) {
                send(server, String.join("\n", names) + "\n\n");
            }
            copy(server, out);
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

    private static void copy(SocketChannel server, Writer out) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(server), StandardCharsets.UTF_8));
        in.mark(ERROR.length());
        char[] start = new char[ERROR.length()];
        int length = 0;
        for (int n = in.read(start); n > 0; n = in.read(start, length, start.length - length)) {
            length += n;
        }
        if (new String(start, 0, length).equals(ERROR)) {
            throw new QueueRefusalException(String.valueOf(in.readLine()), true);
        }
        out.write(start, 0, length);
        in.transferTo(out);
    }
}
