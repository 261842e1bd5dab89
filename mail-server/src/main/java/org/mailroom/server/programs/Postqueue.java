// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.server.queue.QueueOnDisk;
import org.mailroom.server.queue.QueueOnDisk.Form;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `postqueue`, and `mailq`, for every local user whom `authorized_mailq_users` and
/// `authorized_flush_users` allow.
final class Postqueue implements Program {
    private static final String USAGE =
            "usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue"
                    + " -s site";

    private final Called called;

    /// The name it has been called by.
    enum Called {
        MAILQ,
        POSTQUEUE
    }

    Postqueue(Called called) {
        this.called = called;
    }

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(arguments, "c:fi:jps:v", USAGE);
        List<Options.Given> modes =
                options.given().stream().filter(it -> "fijps".indexOf(it.letter()) >= 0).toList();
        if (modes.size() > 1 || !options.operands().isEmpty()) {
            throw new FatalException(ExitCode.USAGE, USAGE);
        }
        Place place = Place.of(options.value('c'), terminal);
        if (modes.isEmpty()) {
            if (called == Called.POSTQUEUE) {
                throw new FatalException(ExitCode.USAGE, USAGE);
            }
            return list(place, terminal);
        }
        String value = modes.getFirst().value();
        return switch (modes.getFirst().letter()) {
            case 'p' -> list(place, terminal);
            case 'j' -> list(place, terminal, Form.JSON);
            case 'f' -> flush(place, "queue-flush", "all");
            case 'i' -> flush(place, "queue-flush", "id", value);
            default -> flush(place, "queue-flush", "site", value);
        };
    }

    /// What `mailq` and `sendmail -bp` do.
    static ExitCode list(Place place, Terminal terminal) throws IOException {
        return list(place, terminal, Form.TEXT);
    }

    /// What `sendmail -q` does.
    static ExitCode flush(Place place, String... words) throws IOException {
        try {
            question(words).answer(place.read(LocalParameters.SENDMAIL_SOCKET));
            return ExitCode.OK;
        } catch (QueueRefusalException e) {
            throw fatal(e, "Cannot flush mail queue");
        }
    }

    private static QueueQuestion question(String... words) {
        for (String word : words) {
            if (word.chars().anyMatch(c -> c < ' ')) {
                throw new FatalException(ExitCode.USAGE, "Invalid request: control character");
            }
        }
        return QueueQuestion.of(words);
    }

    private static ExitCode list(Place place, Terminal terminal, Form form) throws IOException {
        Writer out = new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
        try {
            String word =
                    switch (form) {
                        case TEXT -> "queue-list";
                        case JSON -> "queue-json";
                    };
            QueueQuestion.of(word).print(place.read(LocalParameters.SENDMAIL_SOCKET), out);
        } catch (QueueRefusalException e) {
            var files = new QueueOnDisk(place.read(QueueParameters.QUEUE_DIRECTORY));
            if (e.serverRuns() || !files.isReadable()) {
                throw fatal(e, "Queue report unavailable");
            }
            terminal.err()
                    .println("postqueue: warning: Mail system is down -- accessing queue directly");
            files.list(form, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static FatalException fatal(QueueRefusalException e, String what) {
        if (!e.serverRuns()) {
            return new FatalException(
                    ExitCode.UNAVAILABLE, what + " - mail system is down (" + e.reason() + ")");
        }
        return new FatalException(e.code(), e.reason());
    }
}
