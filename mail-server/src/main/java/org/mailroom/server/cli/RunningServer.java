// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.control.ControlClient;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;

/// The server that runs with a configuration, as a command reaches it.
record RunningServer(Path controlSocket) {

    /// The answer to a command; empty when no server runs.
    Optional<String> ask(String question) {
        try {
            return ControlClient.ask(controlSocket, question);
        } catch (AccessDeniedException e) {
            throw noRight();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw noRight();
            }
            throw new CommandFailedException(
                    "cannot talk to the server by " + controlSocket + ": " + e.getMessage());
        }
    }

    /// The same, where a server has to run.
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
                "only root and the owner of " + controlSocket + " may talk to the server");
    }
}
