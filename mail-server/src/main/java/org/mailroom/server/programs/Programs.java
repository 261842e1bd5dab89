// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Starts a program by its name, which is the first argument.
public final class Programs {
    private Programs() {}

    /// For `bin/mailroom`, under whatever name that was called.
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        var out =
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                        false,
                        StandardCharsets.UTF_8);
        var terminal = new Terminal(System.in, out, System.err, System.getenv());
        int code =
                words.isEmpty()
                        ? ExitCode.USAGE.number()
                        : run(words.getFirst(), words.subList(1, words.size()), terminal);
        out.flush();
        System.exit(code);
    }

    /// Whether there is a program of that name.
    public static boolean has(String name) {
        return named(name).isPresent();
    }

    private static Optional<Program> named(String name) {
        return switch (name) {
            case "sendmail" -> Optional.of(new Sendmail());
            case "mailq" -> Optional.of(new Postqueue(Postqueue.Called.MAILQ));
            case "postqueue" -> Optional.of(new Postqueue(Postqueue.Called.POSTQUEUE));
            case "postsuper" -> Optional.of(new Postsuper());
            case "postcat" -> Optional.of(new Postcat());
            case "qshape" -> Optional.of(new Qshape());
            case "postmap" -> Optional.of(new Postmap());
            case "newaliases" -> Optional.of(new Newaliases());
            default -> Optional.empty();
        };
    }

    /// Runs the program; answers its exit code.
    public static int run(String name, List<String> arguments, Terminal terminal) {
        try {
            return named(name)
                    .orElseThrow(
                            () -> new FatalException(ExitCode.USAGE, "there is no such program"))
                    .run(arguments, terminal)
                    .number();
        } catch (FatalException e) {
            terminal.err().println(name + ": fatal: " + e.text());
            return e.code().number();
        } catch (IOException e) {
            terminal.err().println(name + ": fatal: " + e.getMessage());
            return ExitCode.UNAVAILABLE.number();
        }
    }
}
