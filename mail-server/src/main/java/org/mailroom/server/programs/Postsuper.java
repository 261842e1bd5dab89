// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.PathParameters;
import org.mailroom.server.queue.QueueAction;
import org.mailroom.server.queue.QueueCommands;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postsuper`, for root and the user of the server.
final class Postsuper implements Program {
    private static final String USAGE =
            "usage: postsuper [-c config_dir] [-d queue_id (delete)] [-e queue_id (expire)]"
                    + " [-f queue_id (expire and/or un-hold)] [-h queue_id (hold)]"
                    + " [-H queue_id (un-hold)] [-p (purge temporary files)]"
                    + " [-r queue_id (requeue)] [-s (structure fix)]"
                    + " [-S (redundant structure fix)] [-v (verbose)] [queue...]";

    /// In the order in which Postfix does them, whatever the order of the options is.
    private static final List<Map.Entry<Character, QueueAction>> ACTIONS =
            List.of(
                    Map.entry('d', QueueAction.DELETE),
                    Map.entry('r', QueueAction.REQUEUE),
                    Map.entry('e', QueueAction.EXPIRE),
                    Map.entry('h', QueueAction.HOLD),
                    Map.entry('H', QueueAction.RELEASE),
                    Map.entry('f', QueueAction.EXPIRE_AND_RELEASE));

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(arguments, "c:d:e:f:h:H:pr:sSv", USAGE);
        Path socket = Place.of(options.value('c'), terminal).read(PathParameters.CONTROL_SOCKET);
        for (Map.Entry<Character, QueueAction> action : ACTIONS) {
            List<String> names = names(options.values(action.getKey()), terminal);
            if (!names.isEmpty()) {
                act(action.getValue(), names, options.operands(), socket, terminal);
            }
        }
        // -p and -s: there is nothing to purge, and the queue mends itself when it is opened
        return ExitCode.OK;
    }

    private static List<String> names(List<String> given, Terminal terminal) throws IOException {
        var names = new ArrayList<String>();
        for (String name : given) {
            if (name.equals("-")) {
                var in =
                        new BufferedReader(
                                new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
                in.lines().map(String::strip).filter(it -> !it.isEmpty()).forEach(names::add);
            } else {
                names.add(name);
            }
        }
        return names.contains(QueueCommands.ALL) ? List.of(QueueCommands.ALL) : names;
    }

    private static void act(
            QueueAction action,
            List<String> names,
            List<String> queues,
            Path socket,
            Terminal terminal)
            throws IOException {
        try {
            QueueQuestion.of(action.question(), String.join(",", queues))
                    .naming(names)
                    .answer(socket)
                    .lines()
                    .forEach(line -> terminal.err().println("postsuper: " + line));
        } catch (QueueRefusalException e) {
            throw new FatalException(ExitCode.FAILED, e.reason());
        }
    }
}
