// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.pipe.PipeTransport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for programs that are not there: mail for them would wait.
record ProgramCheck(MainCf main, WrittenValues values, Consumer<String> faults) {
    /// Where those are looked for that are named without a path.
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    /// The program of a command that a shell would read; nothing where only a shell can tell it.
    private static final Pattern COMMAND =
            Pattern.compile(
                    "\\s*(?:exec\\s+)?[\"']?(/[\\w./+@-]+)[\"']?(?:\\s.*)?", Pattern.DOTALL);

    void run(Collection<PipeTransport> pipes) {
        pipes.forEach(this::pipe);
        command(
                main.place(ProgramParameters.MAILBOX_COMMAND),
                main.get(ProgramParameters.MAILBOX_COMMAND));
        values.each(
                ProgramParameters.MAILBOX_COMMAND_MAPS,
                entry -> command(entry.place(), entry.value()));
    }

    private void pipe(PipeTransport transport) {
        String program = transport.command().arguments().program();
        boolean here = program.startsWith("/");
        if (here || program.indexOf('/') < 0) {
            Stream<Path> places =
                    here
                            ? Stream.of(Path.of(program))
                            : FOLDERS.stream().map(folder -> folder.resolve(program));
            look(
                    main.place(ProgramParameters.COMMAND, ServiceName.client(transport.name())),
                    program,
                    places.toList());
        }
    }

    private void command(String place, String text) {
        Matcher command = COMMAND.matcher(text);
        if (command.matches()) {
            String program = command.group(1);
            look(place, program, List.of(Path.of(program)));
        }
    }

    // What this process cannot see another user may
    private void look(String place, String program, List<Path> places) {
        if (places.stream().allMatch(Files::notExists)) {
            faults.accept("%s: there is no program %s".formatted(place, program));
        } else if (places.stream().allMatch(Files::isDirectory)) {
            faults.accept("%s: %s is a directory, and no program".formatted(place, program));
        }
    }
}
