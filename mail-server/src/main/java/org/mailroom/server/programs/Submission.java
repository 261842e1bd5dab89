// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.server.control.ControlClient;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A message on its way to the server, as `server.pickup` takes it.
final class Submission {
    private static final int PIECE_OCTETS = 32 << 10;

    private final SocketChannel server;

    private Submission(SocketChannel server) {
        this.server = server;
    }

    /// Begins one.
    ///
    /// @param lines sender, recipients and so on
    /// @throws FatalException when no server runs: to be tried later
    static Submission of(Path socket, List<String> lines) throws IOException {
        for (String line : lines) {
            if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
                throw new FatalException(ExitCode.USAGE, "line break in an argument");
            }
        }
        try {
            SocketChannel server =
                    ControlClient.connect(socket, "submit")
                            .orElseThrow(() -> down("no server answers on " + socket));
            var submission = new Submission(server);
            var _ =
                    submission.isTaken(
                            StandardCharsets.UTF_8.encode(
                                    String.join("\n", lines) + (lines.isEmpty() ? "\n" : "\n\n")));
            return submission;
        } catch (IOException e) {
            throw down(socket + ": " + e.getMessage());
        }
    }

    private static FatalException down(String why) {
        return new FatalException(ExitCode.TEMPORARY, "mail system is down: " + why);
    }

    /// Sends the content; answers what the server says of it.
    ///
    /// @throws FatalException with the code that the server says, when it does not take it
    String send(MessageSource source) throws IOException {
        try (server) {
            var piece = ByteBuffer.allocate(Integer.BYTES + PIECE_OCTETS);
            int octets = 1;
            boolean listens = true;
            while (octets > 0 && listens) {
                octets = Math.max(0, source.read(piece.array(), Integer.BYTES, PIECE_OCTETS));
                piece.clear().putInt(0, octets).limit(Integer.BYTES + octets);
                listens = isTaken(piece);
            }
            return taken();
        }
    }

    // False where the server has closed its side: it has said why
    private boolean isTaken(ByteBuffer piece) {
        try {
            write(piece);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String taken() throws IOException {
        String answer;
        try {
            byte[] octets = Channels.newInputStream(server).readAllBytes();
            answer = new String(octets, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw down("the connection was lost");
        }
        int blank = answer.indexOf(' ');
        String code = blank < 0 ? answer : answer.substring(0, blank);
        if (!code.matches("\\d{1,2}")) {
            throw down("the connection was lost");
        }
        if (!code.equals("0")) {
            throw new FatalException(
                    ExitCode.of(Integer.parseInt(code)), answer.substring(blank + 1));
        }
        return answer.substring(blank + 1);
    }

    private void write(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            server.write(octets);
        }
    }
}
