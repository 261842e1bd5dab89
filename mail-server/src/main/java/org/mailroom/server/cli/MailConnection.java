// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.PathParameters;
import org.mailroom.server.OfflineMail;
import org.mailroom.server.control.ControlClient;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The way to the mail of a user: by the running server, or, where none runs, by a store that this
/// process opens. One question each.
final class MailConnection implements Closeable {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Closeable end;

    private MailConnection(DataInputStream in, DataOutputStream out, Closeable end) {
        this.in = in;
        this.out = out;
        this.end = end;
    }

    static MailConnection open(ConfigOptions config, String word, String user, String folder)
            throws IOException {
        for (String text : new String[] {user, folder}) {
            if (text.chars().anyMatch(c -> c < ' ')) {
                throw new CommandFailedException(
                        "expected names of a user and a folder without control characters");
            }
        }
        String question = String.join("\t", word, user, folder);
        Path socket = config.read(PathParameters.CONTROL_SOCKET);
        Optional<SocketChannel> server = connect(socket, question);
        if (server.isPresent()) {
            SocketChannel channel = server.get();
            return new MailConnection(
                    new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel))),
                    new DataOutputStream(
                            new BufferedOutputStream(Channels.newOutputStream(channel))),
                    channel);
        }
        OfflineMail mail = OfflineMail.open(config.load(), question);
        return new MailConnection(
                new DataInputStream(mail.answer()), new DataOutputStream(mail.more()), mail);
    }

    private static Optional<SocketChannel> connect(Path socket, String question) {
        try {
            return ControlClient.connect(socket, question);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot talk to the server by " + socket + ": " + FileFault.reason(e));
        }
    }

    /// The same, for what is to be sent.
    ///
    /// @throws CommandFailedException when nobody takes it
    static MailConnection openToSend(ConfigOptions config, String word, String user, String folder)
            throws IOException {
        MailConnection mail = open(config, word, user, folder);
        try {
            mail.awaitGoAhead();
            return mail;
        } catch (IOException | RuntimeException e) {
            mail.close();
            throw e;
        }
    }

    private void awaitGoAhead() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        if (!text.equals(ControlClient.GO_AHEAD)) {
            throw refused(text);
        }
    }

    private static CommandFailedException refused(String answer) {
        return new CommandFailedException(
                answer.isEmpty()
                        ? "the server broke off"
                        : answer.replaceFirst("^error: ", "").strip());
    }

    DataInputStream in() {
        return in;
    }

    DataOutputStream out() {
        return out;
    }

    /// All of an answer in words.
    ///
    /// @throws CommandFailedException when it is a refusal
    String answer() throws IOException {
        out.flush();
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (answer.isEmpty() || RunningServer.isRefusal(answer)) {
            throw refused(answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
