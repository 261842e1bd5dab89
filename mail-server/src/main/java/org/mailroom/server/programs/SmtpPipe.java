// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.server.control.ControlClient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// `sendmail -bs`: standard input and output are a session of SMTP.
final class SmtpPipe {
    private SmtpPipe() {}

    static ExitCode run(Path socket, Terminal terminal) throws IOException {
        try (SocketChannel server =
                ControlClient.connect(socket, "smtp")
                        .orElseThrow(
                                () ->
                                        new FatalException(
                                                ExitCode.TEMPORARY,
                                                "mail system is down: no server answers on "
                                                        + socket))) {
            OutputStream to = Channels.newOutputStream(server);
            Thread.ofPlatform().daemon().start(() -> copy(terminal.in(), to, server));
            InputStream from = Channels.newInputStream(server);
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                terminal.out().write(buffer, 0, n);
                terminal.out().flush();
            }
            return ExitCode.OK;
        }
    }

    private static void copy(InputStream in, OutputStream to, SocketChannel server) {
        try {
            in.transferTo(to);
            server.shutdownOutput();
        } catch (IOException e) {
            // The session is over, and its last words tell why
        }
    }
}
