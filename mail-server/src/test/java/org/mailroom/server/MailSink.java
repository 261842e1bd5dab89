// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A server that takes all mail and forgets it: Postfix's smtp-sink, where it is installed. Without
/// it nobody listens.
record MailSink(int port, Process process) implements AutoCloseable {
    private static final Path SINK = Path.of("/usr/sbin/smtp-sink");

    static boolean isInstalled() {
        return Files.isExecutable(SINK);
    }

    static MailSink start(int port) throws IOException {
        var command =
                isInstalled()
                        ? new ProcessBuilder(
                                SINK.toString(), "-u", "nobody", "127.0.0.1:" + port, "1000")
                        : new ProcessBuilder("true");
        return new MailSink(port, command.inheritIO().start());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
