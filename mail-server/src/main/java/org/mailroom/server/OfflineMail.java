// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.server.mail.MailCommands;
import org.mailroom.storage.store.MboxStore;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// The mail store while no server runs: it answers one question of a command, as the server does.
public final class OfflineMail implements Closeable {
    private static final int PIPE_OCTETS = 1 << 16;

    private final MboxStore store;
    private final PipedOutputStream more;
    private final PipedInputStream answer;
    private final Thread thread;

    private OfflineMail(MboxStore store, MailCommands commands, String question)
            throws IOException {
        this.store = store;
        this.more = new PipedOutputStream();
        this.answer = new PipedInputStream(PIPE_OCTETS);
        var in = new PipedInputStream(more, PIPE_OCTETS);
        var out = new PipedOutputStream(answer);
        this.thread =
                Thread.ofPlatform().name("mail").start(() -> run(commands, question, in, out));
    }

    private static void run(
            MailCommands commands, String question, InputStream in, OutputStream out) {
        try (in;
                out) {
            var _ = commands.answer(question, in, out);
        } catch (IOException e) {
            // Who asked has gone.
            Thread.currentThread().interrupt();
        }
    }

    /// Opens the store and asks.
    ///
    /// @throws ConfigException when the store cannot be opened, or belongs to another user
    public static OfflineMail open(MainCf main, String question) throws IOException {
        checkOwner(main);
        Settings settings = Settings.of(main, TlsMaterial::load, _ -> {});
        MboxStore store = Storage.open(new Live<>(settings), InstantSource.system());
        var commands =
                new MailCommands(
                        store, () -> settings.accounts().databases(), Storage.scratch(main));
        return new OfflineMail(store, commands, question);
    }

    // Files of another user would be of no use to the server.
    private static void checkOwner(MainCf main) throws IOException {
        Path data = main.get(PathParameters.DATA_DIRECTORY);
        String user = System.getProperty("user.name", "");
        if (Files.exists(data) && !Files.getOwner(data).getName().equals(user)) {
            throw new ConfigException(
                    "no server runs, and %s belongs to %s: start the server, or run this as that user"
                            .formatted(data, Files.getOwner(data).getName()));
        }
    }

    /// What is sent behind the question.
    public OutputStream more() {
        return more;
    }

    public InputStream answer() {
        return answer;
    }

    @Override
    public void close() throws IOException {
        more.close();
        answer.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
