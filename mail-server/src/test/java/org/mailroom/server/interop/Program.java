// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A mail program of another house, run as a person types it: at home in a folder of the test, with
/// no settings but those it is given.
record Program(String name, String debianPackage, Path home, List<String> options) {
    private static final long PATIENCE_SECONDS = 60;

    /// How a run ended, and what it wrote to both outputs.
    record Outcome(int exit, String output) {}

    Program(String name, String debianPackage, Path home) {
        this(name, debianPackage, home, List.of());
    }

    /// The same program, always run with these arguments first.
    Program with(String... more) {
        var all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Program(name, debianPackage, home, List.copyOf(all));
    }

    /// Runs it to its end, which must be a success; answers what it wrote.
    String run(String... arguments) throws IOException, InterruptedException {
        return runWith("", arguments);
    }

    /// The same, with `input` on its standard input.
    String runWith(String input, String... arguments) throws IOException, InterruptedException {
        Outcome outcome = tryWith(input, arguments);
        assertThat(outcome.exit())
                .as("%s %s:%n%s", name, String.join(" ", arguments), outcome.output())
                .isZero();
        return outcome.output();
    }

    /// Runs it to its end, whatever that is.
    Outcome tryWith(String input, String... arguments) throws IOException, InterruptedException {
        Path stdin = Files.writeString(home.resolve(name + ".in"), input);
        Path output = home.resolve(name + ".out");
        Process process = start(stdin, output, arguments);
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s ends; so far it wrote:%n%s", name, text).isTrue();
        return new Outcome(process.exitValue(), text);
    }

    /// Starts it, and leaves it running.
    Process start(Path input, Path output, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(file().toString());
        command.addAll(options);
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TERM", "xterm");
        environment.put("USER", System.getProperty("user.name"));
        // For those that call `bin/mailroom`
        environment.put("MAILROOM_CONFIG", home.toString());
        environment.put(
                "MAILROOM_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
        return builder.start();
    }

    /// Where it is.
    Path file() {
        String folders = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
        Optional<Path> file =
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(folders)
                        .map(folder -> Path.of(folder, name))
                        .filter(Files::isExecutable)
                        .findFirst();
        assertThat(file)
                .as("%s is not here: install Debian's package %s", name, debianPackage)
                .isPresent();
        return file.orElseThrow();
    }
}
