// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.PathParameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `postcat -q`: there are no queue files to name, only ids.
final class Postcat implements Program {
    private static final String USAGE =
            "usage: postcat [-b (body text)] [-c config_dir] [-e (envelope records)]"
                    + " [-h (header text)] [-q (access queue)] [-v] queue_id...";

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(arguments, "bc:dehoqv", USAGE);
        if (!options.has('q') || options.operands().isEmpty()) {
            throw new FatalException(
                    ExitCode.FAILED, "there are no queue files: use postcat -q queue_id");
        }
        Path socket = Place.of(options.value('c'), terminal).read(PathParameters.CONTROL_SOCKET);
        var parts = new StringBuilder();
        options.given().stream()
                .filter(it -> "ehb".indexOf(it.letter()) >= 0)
                .forEach(it -> parts.append(it.letter()));
        for (String id : options.operands()) {
            try {
                QueueQuestion.of("queue-cat", id, parts.toString()).copy(socket, terminal.out());
            } catch (QueueRefusalException e) {
                throw new FatalException(
                        ExitCode.FAILED, "open queue file " + id + ": " + e.reason());
            }
        }
        terminal.out().flush();
        return ExitCode.OK;
    }
}
