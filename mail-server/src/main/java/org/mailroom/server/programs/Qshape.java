// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.PathParameters;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `qshape`: what waits for whom, and how long.
final class Qshape implements Program {
    private static final String USAGE =
            """
            Usage: qshape [ -s ] [ -p ] [ -m <min_subdomains> ] [ -l ]
            \t[ -b <bucket_count> ] [ -t <bucket_time> ] [ -w <terminal_width> ]
            \t[ -c <config_directory> ] [ <queue_name> ... ]\
            """;

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(arguments, "lhc:psw:b:t:m:n:N:", USAGE);
        if (options.has('h')) {
            throw new FatalException(ExitCode.FAILED, USAGE);
        }
        Stream<String> given =
                options.given().stream()
                        .filter(it -> "cnN".indexOf(it.letter()) < 0)
                        .map(it -> (it.value().isEmpty() ? "-" : "") + it.letter() + it.value());
        String question =
                Stream.concat(given, options.operands().stream()).collect(Collectors.joining(" "));
        try {
            terminal.out()
                    .print(
                            QueueQuestion.of("queue-shape", question)
                                    .answer(
                                            Place.of(options.value('c'), terminal)
                                                    .read(PathParameters.CONTROL_SOCKET)));
            return ExitCode.OK;
        } catch (QueueRefusalException e) {
            throw new FatalException(ExitCode.FAILED, e.reason());
        }
    }
}
