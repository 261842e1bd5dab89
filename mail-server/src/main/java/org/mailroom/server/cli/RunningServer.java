// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.FileFault;
import org.mailroom.server.control.ControlClient;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/// The server that runs with a configuration, as a command reaches it.
record RunningServer(Path controlSocket) {

    /// The answer to a command; empty when no server runs.
    Optional<String> ask(String question) {
        try {
            return ControlClient.ask(controlSocket, question);
        } catch (IOException e) {
            if (FileFault.reason(e).contains("Permission denied")) {
                throw noRight();
            }
            throw new CommandFailedException(
                    "cannot talk to the server by " + controlSocket + ": " + FileFault.reason(e));
        }
    }

    /// Whether the server has not done what it was asked for.
    static boolean isRefusal(String answer) {
        return answer.startsWith("error: ");
    }

    /// Prints what the server said, where it belongs; the exit code of a command that did no more.
    static int print(String answer, CommandLine command) {
        boolean refused = isRefusal(answer);
        PrintWriter out = refused ? command.getErr() : command.getOut();
        out.print(answer);
        out.flush();
        return refused ? 1 : 0;
    }

    /// The same as `ask`, where a server has to run.
    String demand(String question) {
        return ask(question)
                .orElseThrow(
                        () ->
                                new CommandFailedException(
                                        "no server runs here (nobody answers on "
                                                + controlSocket
                                                + ")"));
    }

    private CommandFailedException noRight() {
        return new CommandFailedException(
                "%s: user %s has no permission: only root and the user of the server may talk to it"
                        .formatted(controlSocket, System.getProperty("user.name", "?")));
    }
}
