// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// How a command gets a new password: from a person, or from a program by standard input. Never
/// from the command line, which everybody on the machine can read.
final class NewPassword {
    @Option(
            names = "--password-stdin",
            description = "Reads the password from standard input, up to the end of the line.")
    private boolean fromStandardInput;

    String read(String account) throws IOException {
        String password = fromStandardInput ? line() : typed(account);
        if (password.isEmpty()) {
            throw new CommandFailedException("an empty password is not allowed");
        }
        return password;
    }

    private static String line() throws IOException {
        var in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        return Optional.ofNullable(new BufferedReader(in).readLine()).orElse("");
    }

    private static String typed(String account) {
        Console console =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(
                                () ->
                                        new CommandFailedException(
                                                "no terminal to ask on: use --password-stdin"));
        String first = ask(console, "New password for " + account + ": ");
        if (!first.equals(ask(console, "Once more: "))) {
            throw new CommandFailedException("the passwords differ; nothing was changed");
        }
        return first;
    }

    private static String ask(Console console, String prompt) {
        return Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new).orElse("");
    }
}
